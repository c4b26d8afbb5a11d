using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// hello-2.c of the Linux Kernel Module Programming Guide (chapter 2), as printed: init and exit under names of its own, by
/// module_init() and module_exit().
/// </summary>
/// <remarks>Nothing is wrong with it. It has no MODULE_LICENSE: loading it taints the kernel.</remarks>
public sealed class Hello2 : KernelModule
{
    /// <summary>The module, not loaded yet.</summary>
    public Hello2(LinuxKernel kernel)
        : base(kernel, "hello_2")
        => NoModuleLicense();

    /// <summary>Calls of printk only: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>hello_2_init.</summary>
    public override KTask<int> InitModule()
    {
        Printk(KernLevel.Info, "Hello, world 2\n");
        return new KTask<int>(0);
    }

    /// <summary>hello_2_exit.</summary>
    public override KTask CleanupModule()
    {
        Printk(KernLevel.Info, "Goodbye, world 2\n");
        return KTask.Completed;
    }
}
