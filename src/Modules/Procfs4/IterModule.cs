using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// What procfs4.c of both guides have in common: a file of one record, a number that goes up by one for every sequence. The
/// number is one variable for all readers.
/// </summary>
public abstract class IterModule : KernelModule
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcName = "iter";

    private readonly SeqOperations _mySeqOps;
    private readonly UnsignedLong _counter;

    /// <summary>The module called <paramref name="name"/>, not loaded yet.</summary>
    protected IterModule(LinuxKernel kernel, string name)
        : base(kernel, name)
    {
        _counter = UnsignedLongVariable("counter");
        _mySeqOps = SeqOperations("my_seq_ops", MySeqStart, MySeqNext, MySeqStop, MySeqShow);
    }

    /// <summary>my_seq_start: the counter at the beginning; at its end the sequence is put back to its beginning.</summary>
    public KTask<Address> MySeqStart(SeqFile s, LocalLong pos)
    {
        if (pos.Value == 0)
        {
            return new KTask<Address>(_counter.Address);
        }

        pos.Value = 0;
        return new KTask<Address>(Address.Null);
    }

    /// <summary>my_seq_next: counts, and there is no further record.</summary>
    public async KTask<Address> MySeqNext(SeqFile s, Address v, LocalLong pos)
    {
        var tmp = UnsignedLongAt(v);
        await tmp.Store(await tmp.Load() + 1);
        pos.Value++;
        return Address.Null;
    }

    /// <summary>my_seq_stop: nothing to do, the variable is static.</summary>
    public KTask MySeqStop(SeqFile s, Address v) => KTask.Completed;

    /// <summary>my_seq_show: prints what <paramref name="v"/> points to as a loff_t, which has eight bytes everywhere.</summary>
    public async KTask<int> MySeqShow(SeqFile s, Address v)
    {
        SeqPrintf(s, "%Ld\n", await At<long>(v).Load());
        return 0;
    }

    /// <summary>my_open.</summary>
    public KTask<int> MyOpen(Inode inode, OpenFile file) => SeqOpen(file, _mySeqOps);

    /// <summary>Calls stand between its accesses, but for the increment, which is a load and a store in one instruction and no atomic one: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");
}
