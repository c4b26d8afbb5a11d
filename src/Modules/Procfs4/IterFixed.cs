using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>What the corrected twins of procfs4.c have in common: the same file, in which no number comes twice.</summary>
/// <remarks>Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come back.</remarks>
public abstract class IterFixed : KernelModule
{
    private readonly SeqOperations _mySeqOps;

    /// <summary>The module called <paramref name="name"/>, not loaded yet.</summary>
    protected IterFixed(LinuxKernel kernel, string name)
        : base(kernel, name)
    {
        Counter = AtomicVariable("counter");
        _mySeqOps = SeqOperations("my_seq_ops", MySeqStart, MySeqNext, MySeqStop, MySeqShow);
    }

    /// <summary>The number that comes next.</summary>
    protected Atomic Counter { get; }

    /// <summary>my_seq_start: takes the number and keeps it with the open file; there is nothing behind it.</summary>
    public async KTask<Address> MySeqStart(SeqFile s, LocalLong pos)
    {
        if (pos.Value != 0)
        {
            AtTheEnd(pos);
            return Address.Null;
        }

        await s.Private.Store(await TakeNumber());
        return s.Private.Address;
    }

    /// <summary>my_seq_next: there is no further record.</summary>
    public KTask<Address> MySeqNext(SeqFile s, Address v, LocalLong pos)
    {
        pos.Value++;
        return new KTask<Address>(Address.Null);
    }

    /// <summary>my_seq_stop: nothing to do.</summary>
    public KTask MySeqStop(SeqFile s, Address v) => KTask.Completed;

    /// <summary>my_seq_show: prints the number of this sequence.</summary>
    public async KTask<int> MySeqShow(SeqFile s, Address v)
    {
        SeqPrintf(s, "%lu\n", await NumberAt(v));
        return 0;
    }

    /// <summary>my_open.</summary>
    public KTask<int> MyOpen(Inode inode, OpenFile file) => SeqOpen(file, _mySeqOps);

    /// <summary>Calls and atomic operations stand between its accesses: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>Fix of PF4-1: a number is taken and counted in one operation.</summary>
    protected virtual async KTask<long> TakeNumber() => await Counter.IncReturn(function: nameof(MySeqStart)) - 1;

    /// <summary>Fix of PF4-2: what is read is what was stored, an unsigned long.</summary>
    protected virtual KTask<long> NumberAt(Address v) => UnsignedLongAt(v).Load(function: nameof(MySeqShow));

    /// <summary>Fix of PF4-3: the position at the end is left alone.</summary>
    protected virtual void AtTheEnd(LocalLong pos)
    {
    }
}
