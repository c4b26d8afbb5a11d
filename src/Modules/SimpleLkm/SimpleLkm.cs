using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// simple-lkm.c of "Access the Linux kernel using the /proc filesystem" (M. Tim Jones), as printed: it says that it is loaded
/// and that it is unloaded. Nothing is wrong with it.
/// </summary>
/// <param name="kernel">The kernel it is compiled for.</param>
public sealed class SimpleLkm(LinuxKernel kernel) : KernelModule(kernel, ModuleName)
{
    /// <summary>Its name: a file called simple-lkm.ko.</summary>
    public const string ModuleName = "simple_lkm";

    /// <summary>What it says when it is loaded.</summary>
    public const string Loaded = "my_module_init called.  Module is now loaded.\n";

    /// <summary>What it says when it is unloaded.</summary>
    public const string Unloaded = "my_module_cleanup called.  Module is now unloaded.\n";

    /// <summary>It has no accesses that a compiler could change.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override KTask<int> InitModule()
    {
        Printk(KernLevel.Info, Loaded);
        return new KTask<int>(0);
    }

    /// <inheritdoc/>
    public override KTask CleanupModule()
    {
        Printk(KernLevel.Info, Unloaded);
        return KTask.Completed;
    }
}
