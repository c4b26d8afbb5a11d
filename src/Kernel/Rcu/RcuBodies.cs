using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of rcu_read_lock and rcu_read_unlock.</summary>
public readonly struct ReadSectionBody : IStepBody
{
    private readonly ReadCopyUpdate _rcu;
    private readonly bool _on;

    internal ReadSectionBody(ReadCopyUpdate rcu, bool on)
    {
        _rcu = rcu;
        _on = on;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Recording)
        {
            computer.Note(_on ? "rcu_read_lock" : "rcu_read_unlock");
        }

        _rcu.Switch(_on);
        return _on ? 1 : 0;
    }
}

/// <summary>The body of rcu_dereference.</summary>
public readonly struct DereferenceBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _pointer;

    internal DereferenceBody(LinuxKernel kernel, Address pointer)
    {
        _kernel = kernel;
        _pointer = pointer;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        bool isTask = computer.Agents[computer.Current].Kind == AgentKind.Task;
        if (isTask && _kernel.Rcu.InUse && _kernel.Current.ReadSections == 0)
        {
            computer.Complain("rcu-usage", _pointer, $"suspicious rcu_dereference() usage: {_kernel.Current} is in no read-side section");
        }

        computer.Acquire(_pointer);
        computer.NoteAccess(_pointer, sizeof(long), isWrite: false, isMarked: true);
        return computer.Memory.Peek(_pointer);
    }
}

/// <summary>The body of call_rcu.</summary>
public readonly struct CallRcuBody : IStepBody
{
    private readonly ReadCopyUpdate _rcu;
    private readonly Address _head;
    private readonly Address _callback;

    internal CallRcuBody(ReadCopyUpdate rcu, Address head, Address callback)
    {
        _rcu = rcu;
        _head = head;
        _callback = callback;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Recording)
        {
            computer.Note($"call_rcu({computer.Memory.NameOf(_head)}, {computer.Memory.NameOf(_callback)})");
        }

        _rcu.Append(_head, _callback);
        return 0;
    }
}

/// <summary>Whether synchronize_rcu may be called here: 1, or 0 after a complaint.</summary>
internal readonly struct MaySynchronizeBody(LinuxKernel kernel) : IStepBody
{
    public long Run(Computer computer) => AtomicContext.Refuses(kernel, "synchronize_rcu()") ? 0 : 1;
}

/// <summary>The thread takes the list of callbacks.</summary>
internal readonly struct TakeBatchBody(ReadCopyUpdate rcu) : IStepBody
{
    public long Run(Computer computer)
    {
        long first = rcu.TakeBatch();
        if (computer.Recording)
        {
            computer.Note(first == 0 ? "rcu: no callbacks, sleeps" : "rcu: takes the callbacks");
        }

        return first;
    }
}

/// <summary>The thread takes the next callback of its batch.</summary>
internal readonly struct TakeCallbackBody(ReadCopyUpdate rcu, Address head) : IStepBody
{
    public long Run(Computer computer) => rcu.TakeCallback(head);
}

/// <summary>A callback has returned.</summary>
internal readonly struct CallbackDoneBody(ReadCopyUpdate rcu) : IStepBody
{
    public long Run(Computer computer)
    {
        rcu.CallbackDone();
        return 0;
    }
}

/// <summary>rcu_barrier looks whether the callbacks are done.</summary>
internal readonly struct BarrierBody(LinuxKernel kernel, ReadCopyUpdate rcu, long needed) : IStepBody
{
    public long Run(Computer computer)
    {
        if (AtomicContext.Refuses(kernel, "rcu_barrier()"))
        {
            return 0;
        }

        long missing = rcu.LookAtBarrier(needed);
        if (computer.Recording)
        {
            computer.Note(missing == 0 ? "rcu_barrier: all callbacks are done" : "rcu_barrier: has to wait");
        }

        return missing;
    }
}
