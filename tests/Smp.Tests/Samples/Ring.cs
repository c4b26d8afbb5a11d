using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Samples;

/// <summary>
/// A driver with a top half that puts what its device sends into a ring, and a tasklet that takes it out again. Both count
/// what is in it. The tasklet takes the lock as if only tasks were about, and the module goes in the wrong order.
/// </summary>
internal class Ring : KernelModule
{
    internal const int Irq = 5;

    private const int Size = 4;

    private readonly Address _handler;
    private readonly Address _name;
    private readonly TaskletStruct _tasklet;
    private readonly SharedBytes _ring;
    private readonly Shared<int> _head;
    private readonly Shared<int> _tail;
    private readonly Shared<int> _count;
    private readonly Shared<int> _sum;
    private readonly Shared<int> _handling;

    internal Ring(LinuxKernel kernel)
        : base(kernel, "ring")
    {
        DeclareIrq(Irq);
        _handler = IrqHandlerFunction(RingInterrupt);
        _name = StringConstant("ring");
        _tasklet = DeclareTasklet("drain", RingDrain);
        Lock = DefineSpinLock("lock");
        _ring = Chars("ring", Size);
        _head = Variable<int>("head");
        _tail = Variable<int>("tail");
        _count = Variable<int>("count");
        _sum = Variable<int>("sum");
        _handling = Variable<int>("handling");
    }

    /// <summary>How many bytes have come out, in the order in which they were sent, for clauses.</summary>
    internal int Drained => _tail.Inspect();

    /// <summary>Whether what came out, when nothing is left to do, is not what went in, for clauses.</summary>
    internal bool IsWrong
    {
        get
        {
            int sent = _head.Inspect();
            bool isQuiet = _handling.Inspect() == 0 && !_tasklet.IsScheduled && !Kernel.Tasklets.IsRunning(_tasklet);
            return isQuiet && _sum.Inspect() != sent * (sent + 1) / 2;
        }
    }

    /// <summary>Guards the ring and its count.</summary>
    protected KernelSpinLock Lock { get; }

    public async KTask<int> RingInterrupt(int irq, Address devId)
    {
        await _handling.Store(1);
        await Lock.Lock();
        int head = await _head.Load();
        await _ring.Store(head % Size, (byte)(head + 1));
        await _head.Store(head + 1);
        await _count.Store(await _count.Load() + 1);
        await Lock.Unlock();
        await TaskletSchedule(_tasklet);
        await _handling.Store(0);
        return IrqReturn.Handled;
    }

    public async KTask RingDrain(Address data)
    {
        bool more = true;
        while (more)
        {
            long flags = await Take();
            more = await _count.Load() > 0;
            if (more)
            {
                int tail = await _tail.Load();
                int value = await _ring.Load(tail % Size);
                await _tail.Store(tail + 1);
                await _count.Store(await _count.Load() - 1);
                await _sum.Store(await _sum.Load() + value);
            }

            await Give(flags);
        }
    }

    public override KTask<int> InitModule() => RequestIrq(Irq, _handler, IrqFlags.Shared, _name, ThisModule);

    public override KTask CleanupModule() => KillTaskletFirst();

    /// <summary>The exit as it was: until the line is given back, the handler can schedule the tasklet again.</summary>
    protected async KTask KillTaskletFirst()
    {
        await TaskletKill(_tasklet);
        await FreeIrq(Irq, ThisModule);
    }

    /// <summary>The exit in the right order: nobody schedules the tasklet any more when it is killed.</summary>
    protected async KTask StopHandlerFirst()
    {
        await FreeIrq(Irq, ThisModule);
        await TaskletKill(_tasklet);
    }

    /// <summary>The tasklet's way to take the lock.</summary>
    protected virtual async KTask<long> Take() => await Lock.Lock();

    /// <summary>And to give it back.</summary>
    protected virtual async KTask Give(long flags) => await Lock.Unlock();
}

/// <summary>The same with both put right.</summary>
internal class RingFixed : Ring
{
    internal RingFixed(LinuxKernel kernel)
        : base(kernel)
    {
    }

    public override KTask CleanupModule() => StopHandlerFirst();

    protected override async KTask<long> Take() => await Lock.LockIrqSave();

    protected override async KTask Give(long flags) => await Lock.UnlockIrqRestore(flags);
}

/// <summary>With the lock put right alone.</summary>
internal sealed class RingLockedWell : RingFixed
{
    internal RingLockedWell(LinuxKernel kernel)
        : base(kernel)
    {
    }

    public override KTask CleanupModule() => KillTaskletFirst();
}
