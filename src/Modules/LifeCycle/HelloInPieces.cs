using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>A module whose init prints one line with two calls of printk, the first of them without a newline.</summary>
/// <remarks>The corrected twin is <see cref="HelloInPiecesFixed"/>. What is wrong with this one: L-9.</remarks>
public class HelloInPieces : KernelModule
{
    /// <summary>The module under one of two names, so that two of them can be inserted at once.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">Its name.</param>
    /// <param name="number">The number that it says.</param>
    public HelloInPieces(LinuxKernel kernel, string name, int number)
        : base(kernel, name)
    {
        ModuleLicense("GPL");
        Number = Variable("number", number);
    }

    /// <summary>number.</summary>
    protected Shared<int> Number { get; }

    /// <summary>A load between two calls: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        Printk(KernLevel.Info, "Hello, ");
        Printk($"world {await Number.Load()}\n");
        return 0;
    }
}
