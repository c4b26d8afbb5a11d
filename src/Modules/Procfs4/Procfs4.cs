using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// procfs4.c of the Linux Kernel Module Programming Guide for 2.6 (chapter 5.4, "Manage /proc file with seq_file"), as
/// printed.
/// </summary>
/// <remarks>The corrected twin is <see cref="Procfs4Fixed"/>. What is wrong with this one: PF4-1 to PF4-6.</remarks>
public class Procfs4 : IterModule
{
    private readonly FileOperations _myFileOps;

    /// <summary>The module, not loaded yet.</summary>
    public Procfs4(LinuxKernel kernel)
        : base(kernel, "procfs4")
        => _myFileOps = FileOperations("my_file_ops", MyOpen, SeqRelease, SeqRead, owner: true, llseek: SeqLseek);

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            await ProcCreate(ProcName, 0, _myFileOps, owned: false);
            return 0;
        }

        var entry = await CreateProcEntry(ProcName, 0);
        if (!entry.IsNull)
        {
            await entry.ProcFops.Store(_myFileOps.Address.Value);
        }

        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => RemoveProcEntry(ProcName);
}
