using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>
/// A module whose file /proc/records has records of one length, and which notes in a ghost how it is called: a digit a
/// call, 1 for start, 2 for show, 3 for next, 4 for stop.
/// </summary>
internal sealed class RecordsModule : KernelModule
{
    private readonly FileOperations _fileOps;
    private readonly SeqOperations _seqOps;
    private readonly Ghost _calls;
    private readonly string _record;
    private readonly int _records;

    internal RecordsModule(LinuxKernel kernel, Ghost calls, string record = "ab\n", int records = 2, bool pinned = true)
        : base(kernel, "records")
    {
        _calls = calls;
        _record = record;
        _records = records;
        _seqOps = SeqOperations("records_seq_ops", RecordsStart, RecordsNext, RecordsStop, RecordsShow);
        _fileOps = FileOperations("records_fops", RecordsOpen, SeqRelease, SeqRead, owner: pinned, llseek: SeqLseek);
    }

    /// <summary>What show returns for the first record.</summary>
    internal int FirstShown { get; init; }

    /// <summary>What start returns in place of the first record, where it is an error.</summary>
    internal int StartFails { get; init; }

    /// <summary>Whether next leaves the position where it is.</summary>
    internal bool ForgetsPosition { get; init; }

    public KTask<int> RecordsOpen(Inode inode, OpenFile file) => SeqOpen(file, _seqOps);

    public KTask<Address> RecordsStart(SeqFile m, LocalLong pos)
    {
        Note(1);
        return new KTask<Address>(StartFails != 0 ? ErrPtr(StartFails) : At(pos));
    }

    public KTask<Address> RecordsNext(SeqFile m, Address v, LocalLong pos)
    {
        Note(3);
        pos.Value += ForgetsPosition ? 0 : 1;
        return new KTask<Address>(ForgetsPosition ? Address.Null : At(pos));
    }

    public KTask RecordsStop(SeqFile m, Address v)
    {
        Note(4);
        return KTask.Completed;
    }

    public KTask<int> RecordsShow(SeqFile m, Address v)
    {
        Note(2);
        SeqPuts(m, _record);
        return new KTask<int>(v.Value == 1 ? FirstShown : 0);
    }

    public override async KTask<int> InitModule()
    {
        if (HasProcCreate)
        {
            await ProcCreate("records", 0x124, _fileOps);
            return 0;
        }

        var entry = await CreateProcEntry("records", 0x124);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    public override KTask CleanupModule() => RemoveProcEntry("records");

    private Address At(LocalLong pos) => pos.Value < _records ? new Address((int)pos.Value + 1) : Address.Null;

    private void Note(int call)
    {
        var calls = _calls;
        calls.Value = (calls.Value * 10) + call;
    }
}
