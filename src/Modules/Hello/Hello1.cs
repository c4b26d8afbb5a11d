using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// hello-1.c of the Linux Kernel Module Programming Guide (chapter 2), as printed: says hello when it is inserted and goodbye
/// when it is removed.
/// </summary>
/// <remarks>Nothing is wrong with it. It has no MODULE_LICENSE: loading it taints the kernel.</remarks>
public class Hello1 : KernelModule
{
    /// <summary>The module, not loaded yet.</summary>
    public Hello1(LinuxKernel kernel)
        : this(kernel, "hello_1")
    {
    }

    /// <summary>The same source under another name.</summary>
    protected Hello1(LinuxKernel kernel, string name)
        : base(kernel, name)
        => NoModuleLicense();

    /// <summary>Calls of printk only: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override KTask<int> InitModule()
    {
        Printk(KernLevel.Info, "Hello world 1.\n");
        return new KTask<int>(0);
    }

    /// <inheritdoc/>
    public override KTask CleanupModule()
    {
        Printk(KernLevel.Info, "Goodbye world 1.\n");
        return KTask.Completed;
    }
}
