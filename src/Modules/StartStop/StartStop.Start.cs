using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// start.c and stop.c of the Linux Kernel Module Programming Guide (chapter 2), as printed: one module in two files. This is
/// start.c.
/// </summary>
/// <remarks>Nothing is wrong with it. It has no MODULE_LICENSE: loading it taints the kernel.</remarks>
public sealed partial class StartStop : KernelModule
{
    /// <summary>The module, not loaded yet.</summary>
    public StartStop(LinuxKernel kernel)
        : base(kernel, "startstop")
        => NoModuleLicense();

    /// <summary>Calls of printk only: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override KTask<int> InitModule()
    {
        Printk(KernLevel.Info, "Hello, world - this is the kernel speaking\n");
        return new KTask<int>(0);
    }
}
