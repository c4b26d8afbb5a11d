using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// hello-3.c of the Linux Kernel Module Programming Guide (chapter 2), as printed: a variable that only init needs
/// (<c>__initdata</c>), whose memory is freed when init has ended.
/// </summary>
/// <remarks>
/// Nothing is wrong with it: nobody looks at the variable later. It has no MODULE_LICENSE: loading it taints the kernel.
/// </remarks>
public sealed class Hello3 : KernelModule
{
    private readonly Shared<int> _hello3Data;

    /// <summary>The module, not loaded yet.</summary>
    public Hello3(LinuxKernel kernel)
        : base(kernel, "hello_3")
    {
        NoModuleLicense();
        _hello3Data = InitVariable("hello3_data", 3);
    }

    /// <summary>One load, one call: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>hello_3_init.</summary>
    public override async KTask<int> InitModule()
    {
        Printk(KernLevel.Info, $"Hello, world {await _hello3Data.Load()}\n");
        return 0;
    }

    /// <summary>hello_3_exit.</summary>
    public override KTask CleanupModule()
    {
        Printk(KernLevel.Info, "Goodbye, world 3\n");
        return KTask.Completed;
    }
}
