using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// hello-4.c of the Linux Kernel Module Programming Guide (chapter 2), as printed: says who wrote it, what it does and that it
/// is free, which <c>smp modinfo hello_4</c> shows.
/// </summary>
/// <remarks>Nothing is wrong with it, and it does not taint the kernel.</remarks>
public sealed class Hello4 : KernelModule
{
    private const string DriverAuthor = "Peter Jay Salzman <p@dirac.org>";
    private const string DriverDesc = "A sample driver";

    /// <summary>The module, not loaded yet.</summary>
    public Hello4(LinuxKernel kernel)
        : base(kernel, "hello_4")
    {
        ModuleLicense("GPL");
        ModuleAuthor(DriverAuthor);
        ModuleDescription(DriverDesc);
        ModuleSupportedDevice("testdevice");
    }

    /// <summary>Calls of printk only: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>init_hello_4.</summary>
    public override KTask<int> InitModule()
    {
        Printk(KernLevel.Info, "Hello, world 4\n");
        return new KTask<int>(0);
    }

    /// <summary>cleanup_hello_4.</summary>
    public override KTask CleanupModule()
    {
        Printk(KernLevel.Info, "Goodbye, world 4\n");
        return KTask.Completed;
    }
}
