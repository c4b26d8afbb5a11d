using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>A module with a function for others: EXPORT_SYMBOL(say_hello).</summary>
public sealed class HelloProvider : KernelModule
{
    /// <summary>What it exports.</summary>
    public const string SayHelloSymbol = "say_hello";

    /// <summary>The module, not loaded yet.</summary>
    public HelloProvider(LinuxKernel kernel)
        : base(kernel, "hello_provider")
    {
        ModuleLicense("GPL");
        ExportSymbol(SayHelloSymbol, SayHello);
    }

    /// <summary>Calls of printk only: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>say_hello: for others to call.</summary>
    public KTask<int> SayHello()
    {
        Printk(KernLevel.Info, "Hello from another module\n");
        return new KTask<int>(0);
    }

    /// <inheritdoc/>
    public override KTask<int> InitModule() => new(0);
}
