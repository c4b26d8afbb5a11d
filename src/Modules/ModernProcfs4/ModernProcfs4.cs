using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>procfs4.c of the modern Linux Kernel Module Programming Guide (chapter 7.4, "Manage /proc file with seq_file"), as printed.</summary>
/// <remarks>The corrected twin is <see cref="ModernProcfs4Fixed"/>. What is wrong with this one: MP4-1 to MP4-4.</remarks>
public class ModernProcfs4 : IterModule
{
    private readonly FileOperations _myFileOps;

    /// <summary>Its name.</summary>
    public const string ModuleName = "modern_procfs4";

    /// <summary>The module, not loaded yet, under its own name or another one.</summary>
    public ModernProcfs4(LinuxKernel kernel, string name = ModuleName)
        : base(kernel, name)
        => _myFileOps = ProcOps("my_file_ops", MyOpen, SeqRelease, SeqRead, procLseek: SeqLseek);

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var entry = await ProcCreate(ProcName, 0, _myFileOps);
        if (entry.IsNull)
        {
            await RemoveProcEntry(ProcName);
            Printk(KernLevel.Debug, "Error: Could not initialize /proc/iter\n");
            return -Errno.ENOMEM;
        }

        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcName);
        Printk(KernLevel.Debug, "/proc/iter removed\n");
    }
}
