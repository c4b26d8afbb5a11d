using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A wait queue: a list of sleeping tasks in kernel memory, under a lock of its own, so that each operation is one step.
/// Non-exclusive waiters are added at the head, exclusive ones at the tail.
/// </summary>
/// <remarks>
/// After include/linux/wait.h and kernel/wait.c of 2.6.11. There is no lost wake-up between <c>condition = true;
/// wake_up()</c> and <c>prepare_to_wait(); if (!condition) schedule()</c>: both sides pass through the queue's lock.
/// </remarks>
public readonly struct WaitQueueHead : IEquatable<WaitQueueHead>
{
    /// <summary>Bytes a wait queue head takes.</summary>
    public const int Size = 2 * Bytes;

    /// <summary>Words of an entry: next, previous, task, flags.</summary>
    internal const int EntryWords = 4;

    internal const int TaskOffset = 2 * Bytes;

    private const int Bytes = 8;
    private const int PreviousOffset = Bytes;
    private const int FlagsOffset = 3 * Bytes;

    private readonly LinuxKernel _kernel;

    internal WaitQueueHead(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>init_waitqueue_head, while the stage is being built or a module loaded.</summary>
    public void Initialise()
    {
        Memory.Poke(Address, Address.Value);
        Memory.Poke(Address + PreviousOffset, Address.Value);
    }

    /// <summary>Whether nobody waits: for the clauses of a scenario.</summary>
    public bool IsEmpty
    {
        get
        {
            _kernel.Computer.RequireInspection("a wait queue");
            return Memory.Peek(Address) == Address.Value;
        }
    }

    /// <summary>waitqueue_active: a plain look at the list, without the queue's lock and without a barrier. In any context.</summary>
    internal Step<ActiveBody> Active(Site site)
    {
        _kernel.Computer.Announce(Operation.Wait, Address, site, Bytes);
        return new Step<ActiveBody>(_kernel.Computer, new ActiveBody(Address));
    }

    /// <inheritdoc/>
    public bool Equals(WaitQueueHead other) => Address == other.Address;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WaitQueueHead other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Address.Value;

    /// <summary>prepare_to_wait / prepare_to_wait_exclusive: joins the queue if not in it and sets the state. In task context.</summary>
    internal Step<WaitBody> PrepareToWait(TaskState state, bool exclusive, Site site)
    {
        _kernel.Computer.Announce(Operation.Wait, Address, site, Bytes);
        return new Step<WaitBody>(_kernel.Computer, new WaitBody(_kernel, this, state, exclusive, false));
    }

    /// <summary>finish_wait: the state is RUNNING again; leaves the queue if still in it. In task context.</summary>
    internal Step<WaitBody> FinishWait(Site site)
    {
        _kernel.Computer.Announce(Operation.Wait, Address, site, Bytes);
        return new Step<WaitBody>(_kernel.Computer, new WaitBody(_kernel, this, TaskState.Running, false, true));
    }

    /// <summary>__wake_up: all non-exclusive waiters and <paramref name="exclusive"/> exclusive ones (0: all). In any context.</summary>
    internal Step<WakeUpBody> WakeUp(TaskState mask, int exclusive, Site site)
    {
        _kernel.Computer.Announce(Operation.Wake, Address, site, Bytes);
        return new Step<WakeUpBody>(_kernel.Computer, new WakeUpBody(this, mask, exclusive));
    }

    /// <summary>The queue that a task is on; NULL for none. Inside a step.</summary>
    internal static Address QueueOf(LinuxKernel kernel, TaskStruct task)
    {
        var memory = kernel.Computer.Memory;
        return memory.Peek(task.WaitEntry) == 0 ? Address.Null : new Address((int)(memory.Peek(task.WaitEntry + FlagsOffset) >> 1));
    }

    internal void AddLocked(TaskStruct task, bool exclusive)
    {
        var entry = task.WaitEntry;
        if (Memory.Peek(entry) != 0)
        {
            if (Memory.Peek(entry + FlagsOffset) >> 1 != Address.Value)
            {
                throw new MachineException($"{task} joins {Memory.NameOf(Address)} while it is on another wait queue; a task has one entry here");
            }

            return;
        }

        Memory.Poke(entry + FlagsOffset, ((long)Address.Value << 1) | (exclusive ? 1L : 0L));
        var before = exclusive ? new Address((int)Memory.Peek(Address + PreviousOffset)) : Address;
        var after = new Address((int)Memory.Peek(before));
        Memory.Poke(entry, after.Value);
        Memory.Poke(entry + PreviousOffset, before.Value);
        Memory.Poke(before, entry.Value);
        Memory.Poke(after + PreviousOffset, entry.Value);
    }

    internal void RemoveLocked(TaskStruct task)
    {
        var entry = task.WaitEntry;
        var next = new Address((int)Memory.Peek(entry));
        if (next.IsNull)
        {
            return;
        }

        var previous = new Address((int)Memory.Peek(entry + PreviousOffset));
        Memory.Poke(previous, next.Value);
        Memory.Poke(next + PreviousOffset, previous.Value);
        Memory.Poke(entry, 0);
        Memory.Poke(entry + PreviousOffset, 0);
        Memory.Poke(entry + FlagsOffset, 0);
    }

    internal int WakeLocked(TaskState mask, int exclusive)
    {
        int woken = 0;
        var entry = new Address((int)Memory.Peek(Address));
        while (entry != Address && !entry.IsNull)
        {
            var next = new Address((int)Memory.Peek(entry));
            var task = _kernel.TaskOf((int)Memory.Peek(entry + TaskOffset));
            bool isExclusive = (Memory.Peek(entry + FlagsOffset) & 1) != 0;

            // autoremove_wake_function: an entry leaves the queue when its task was really asleep, and only then does an
            // exclusive waiter use up the count.
            if (_kernel.Scheduler.TryToWakeUp(task, mask))
            {
                woken++;
                RemoveLocked(task);
                if (isExclusive && --exclusive == 0)
                {
                    break;
                }
            }

            entry = next;
        }

        return woken;
    }
}

/// <summary>The body of prepare_to_wait and finish_wait.</summary>
public readonly struct WaitBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly WaitQueueHead _queue;
    private readonly TaskState _state;
    private readonly bool _exclusive;
    private readonly bool _finish;

    internal WaitBody(LinuxKernel kernel, WaitQueueHead queue, TaskState state, bool exclusive, bool finish)
    {
        _kernel = kernel;
        _queue = queue;
        _state = state;
        _exclusive = exclusive;
        _finish = finish;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (AtomicContext.RefusesHandler(_kernel, _finish ? "finish_wait()" : "prepare_to_wait()"))
        {
            return (long)_state;
        }

        var task = _kernel.Current;
        if (!_finish || computer.Memory.Peek(task.WaitEntry) != 0)
        {
            // The queue's lock; finish_wait takes it only if the entry is still in the queue.
            computer.Acquire(_queue.Address);
            computer.Release(_queue.Address);
        }

        if (_finish)
        {
            task.State = TaskState.Running;
            _queue.RemoveLocked(task);
        }
        else
        {
            _queue.AddLocked(task, _exclusive);
            task.State = _state;
        }

        if (_kernel.Recording)
        {
            string name = computer.Memory.NameOf(_queue.Address);
            computer.Note(_finish ? $"finish_wait({name})" : $"prepare_to_wait({name}, {_state.ToString().ToUpperInvariant()})");
        }

        return (long)_state;
    }
}

/// <summary>The body of waitqueue_active.</summary>
public readonly struct ActiveBody : IStepBody
{
    private readonly Address _queue;

    internal ActiveBody(Address queue) => _queue = queue;

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        bool active = computer.Memory.Peek(_queue) != _queue.Value;
        if (computer.Recording)
        {
            computer.Note($"waitqueue_active({computer.Memory.NameOf(_queue)}) = {(active ? 1 : 0)}");
        }

        return active ? 1 : 0;
    }
}

/// <summary>The body of wake_up.</summary>
public readonly struct WakeUpBody : IStepBody
{
    private readonly WaitQueueHead _queue;
    private readonly TaskState _mask;
    private readonly int _exclusive;

    internal WakeUpBody(WaitQueueHead queue, TaskState mask, int exclusive)
    {
        _queue = queue;
        _mask = mask;
        _exclusive = exclusive;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        computer.Acquire(_queue.Address);
        computer.Release(_queue.Address);
        int woken = _queue.WakeLocked(_mask, _exclusive);
        if (computer.Recording)
        {
            computer.Note($"wake_up({computer.Memory.NameOf(_queue.Address)}): {(woken == 0 ? "nobody sleeps" : woken == 1 ? "1 woken" : $"{woken} woken")}");
        }

        return woken;
    }
}
