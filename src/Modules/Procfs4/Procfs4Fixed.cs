using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="Procfs4"/>: same file, whose module stays as long as somebody has its inode.</summary>
public class Procfs4Fixed : IterFixed
{
    private readonly FileOperations _myFileOps;

    /// <summary>The module, not loaded yet.</summary>
    public Procfs4Fixed(LinuxKernel kernel)
        : base(kernel, "procfs4")
        => _myFileOps = FileOperations("my_file_ops", MyOpen, SeqRelease, SeqRead, owner: true, llseek: SeqLseek);

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            return MayUse(await ProcCreate(IterModule.ProcName, 0, _myFileOps)) ? 0 : -Errno.ENOMEM;
        }

        var entry = await CreateProcEntry(IterModule.ProcName, 0);
        if (!MayUse(entry))
        {
            return -Errno.ENOMEM;
        }

        if (!entry.IsNull)
        {
            await Own(entry);
            await entry.ProcFops.Store(_myFileOps.Address.Value);
        }

        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => RemoveProcEntry(IterModule.ProcName);

    /// <summary>Fix of PF4-4: without its file there is no module.</summary>
    protected virtual bool MayUse(ProcDirEntry entry) => !entry.IsNull;

    /// <summary>Fix of PF4-5: an inode pins the module from the look-up on. What counts callers needs no owner.</summary>
    protected virtual async KTask Own(ProcDirEntry entry)
    {
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value, function: nameof(InitModule));
        }
    }
}
