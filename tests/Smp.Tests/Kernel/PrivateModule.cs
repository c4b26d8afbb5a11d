using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module whose file /proc/private is opened with single_open, and shows what that was given.</summary>
internal sealed class PrivateModule : KernelModule
{
    private readonly Address _show;
    private readonly FileOperations _fileOps;

    internal PrivateModule(LinuxKernel kernel)
        : base(kernel, "private")
    {
        _show = SeqShow(PrivateShow);
        _fileOps = FileOperations("private_fops", PrivateOpen, SingleRelease, SeqRead, owner: true, llseek: SeqLseek);
    }

    public KTask<int> PrivateOpen(Inode inode, OpenFile file) => SingleOpen(file, _show, 42);

    public async KTask<int> PrivateShow(SeqFile m, Address v)
    {
        SeqPrintf(m, "%-6Ld|", await m.Private.Load());
        SeqPutc(m, '\n');
        return 0;
    }

    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            await ProcCreate("private", 0x124, _fileOps);
            return 0;
        }

        var entry = await CreateProcEntry("private", 0x124);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    public override KTask CleanupModule() => RemoveProcEntry("private");
}
