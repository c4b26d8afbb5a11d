using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="ModernProcfs4"/>: same file, and no other module's.</summary>
public class ModernProcfs4Fixed : IterFixed
{
    private readonly FileOperations _myFileOps;

    /// <summary>The module, not loaded yet, under its own name or another one.</summary>
    public ModernProcfs4Fixed(LinuxKernel kernel, string name = ModernProcfs4.ModuleName)
        : base(kernel, name)
        => _myFileOps = ProcOps("my_file_ops", MyOpen, SeqRelease, SeqRead, procLseek: SeqLseek);

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        if ((await ProcCreate(IterModule.ProcName, 0, _myFileOps)).IsNull)
        {
            await GiveUp();
            Printk(KernLevel.Debug, "Error: Could not initialize /proc/iter\n");
            return -Errno.ENOMEM;
        }

        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(IterModule.ProcName);
        Printk(KernLevel.Debug, "/proc/iter removed\n");
    }

    /// <summary>Fix of MP4-4: what was not created is not removed.</summary>
    protected virtual KTask GiveUp() => KTask.Completed;
}
