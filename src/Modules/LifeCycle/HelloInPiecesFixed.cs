using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected <see cref="HelloInPieces"/>: a line is one call of printk.</summary>
public class HelloInPiecesFixed : HelloInPieces
{
    /// <summary>The module under one of two names.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">Its name.</param>
    /// <param name="number">The number that it says.</param>
    public HelloInPiecesFixed(LinuxKernel kernel, string name, int number)
        : base(kernel, name, number)
    {
    }

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        await Say(await Number.Load());
        return 0;
    }

    /// <summary>Fix of L-9: nothing can come between the parts of one text.</summary>
    protected virtual KTask Say(int number)
    {
        Printk(KernLevel.Info, $"Hello, world {number}\n");
        return KTask.Completed;
    }
}
