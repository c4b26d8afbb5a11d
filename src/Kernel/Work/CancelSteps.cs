using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What is wanted of a work.</summary>
internal enum CancelKind
{
    /// <summary>That it is not pending; it may run.</summary>
    Pending,

    /// <summary>That it neither is pending nor runs, when the call returns.</summary>
    Sync,

    /// <summary>The same, and that nobody can queue it any more.</summary>
    Disable,

    /// <summary>That it has run, if it was pending.</summary>
    Flush,
}

/// <summary>
/// The body of the cancelling calls. 2.6.11 looks at the timer only; 6.8 also takes the work off its list. Bit 0: it was
/// pending; bit 1: the caller must wait for its function.
/// </summary>
/// <remarks>Not entered while the work's timer function runs: del_timer_sync waits for it, try_to_grab_pending tries again.</remarks>
public readonly struct CancelWorkBody : IStepBody
{
    private readonly Workqueues _owner;
    private readonly Address _work;
    private readonly CancelKind _kind;

    internal CancelWorkBody(Workqueues owner, Address work, CancelKind kind)
    {
        _owner = owner;
        _work = work;
        _kind = kind;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var kernel = _owner.Kernel;
        bool mayWait = _kind != CancelKind.Pending;
        if (mayWait && AtomicContext.Refuses(kernel, _kind == CancelKind.Sync ? "cancel_delayed_work_sync()" : "disable_delayed_work_sync()"))
        {
            return 0;
        }

        var work = new WorkStruct(kernel, _work);
        computer.Acquire(_work);
        bool was = kernel.Timers.Disarm(work.Timer);
        if (!was && _owner.IsModern && work.Sequence != 0)
        {
            var queue = new WorkqueueStruct(kernel, work.Queue);
            was = queue.Remove(work);
            queue.Done.WakeLocked(TaskState.Normal, 0);
        }

        if (was)
        {
            work.IsPending = false;
        }

        bool waits = mayWait && AwaitWorkBody.MustWait(_owner, work, _kind);
        if (computer.Recording)
        {
            string name = _kind == CancelKind.Pending ? "cancel_delayed_work" : _kind == CancelKind.Sync ? "cancel_delayed_work_sync" : "disable_delayed_work_sync";
            computer.Note($"{name}({computer.Memory.NameOf(_work)}): {(was ? "was pending" : "was not pending")}{(waits ? ", runs" : "")}");
        }

        return (was ? 1 : 0) | (waits ? 2 : 0);
    }
}

/// <summary>Waiting for a work's function: 2 while it runs.</summary>
internal readonly struct AwaitWorkBody(Workqueues owner, Address address, CancelKind kind) : IStepBody
{
    public long Run(Computer computer)
    {
        if (AtomicContext.Refuses(owner.Kernel, "flush_work()"))
        {
            return 0;
        }

        bool waits = MustWait(owner, new WorkStruct(owner.Kernel, address), kind);
        computer.Acquire(address);
        if (computer.Recording)
        {
            computer.Note($"{(kind == CancelKind.Flush ? "flush_work" : "__flush_work")}({computer.Memory.NameOf(address)}): {(waits ? "waits" : "done")}");
        }

        return waits ? 2 : 0;
    }

    /// <summary>Whether the caller has to sleep, and if so, puts him on the queue's list; bars the work as long as he waits.</summary>
    internal static bool MustWait(Workqueues owner, WorkStruct work, CancelKind kind)
    {
        var queue = new WorkqueueStruct(owner.Kernel, work.Queue);
        bool known = !queue.Address.IsNull;
        bool waits = known
            && (owner.PoolOf(queue).CpuRunning(work.Address) >= 0 || (kind == CancelKind.Flush && work.Sequence != 0));
        if (known)
        {
            WorkSleep.Prepare(owner.Kernel, queue, waits);
        }

        if (kind != CancelKind.Flush)
        {
            work.IsBarred = waits || kind == CancelKind.Disable;
        }

        return waits;
    }
}
