using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A mutex: one owner at a time, the task that locked it, and only that task may unlock it. Not recursive. Waiters sleep:
/// in task context, not atomic.
/// </summary>
/// <remarks>
/// After kernel/locking/mutex.c and mutex-debug.c of 6.8. Mutexes are there since 2.6.16; a module that uses them runs in
/// older environments all the same, so that its logic is one everywhere. A waiter that has been woken tries again and may
/// find the mutex taken by somebody who came later; optimistic spinning and the hand-off after a lost wake-up change how
/// long that lasts and nothing else, and are left out. The owner is tested in every environment, as CONFIG_DEBUG_MUTEXES
/// does, and a task that would close a circle of owners and waiters is reported at once.
/// </remarks>
public readonly struct KernelMutex
{
    /// <summary>Bytes a mutex takes: the owner, a mark that it is one, the next mutex of its owner, the wait queue.</summary>
    public const int Size = QueueOffset + WaitQueueHead.Size;

    private const int Bytes = 8;
    private const int MagicOffset = Bytes;
    private const int NextHeldOffset = 2 * Bytes;
    private const int QueueOffset = 3 * Bytes;
    private const long Magic = 0x6d757465L << 32;

    private readonly LinuxKernel _kernel;

    internal KernelMutex(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>Whether somebody holds it: for the clauses of a scenario.</summary>
    public bool IsLocked
    {
        get
        {
            _kernel.Computer.RequireInspection("a mutex");
            return Memory.Peek(Address) != 0;
        }
    }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "magic", "next_held", "wait.next", "wait.prev"];

    /// <summary>The agent of the task that holds it; -1 for none. Inside a step.</summary>
    internal int Owner
    {
        get => (int)Memory.Peek(Address) - 1;
        set => Memory.Poke(Address, value + 1);
    }

    internal WaitQueueHead Queue => new(_kernel, Address + QueueOffset);

    private Address NextHeld
    {
        get => new((int)Memory.Peek(Address + NextHeldOffset));
        set => Memory.Poke(Address + NextHeldOffset, value.Value);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>mutex_init, while the stage is being built or a module loaded.</summary>
    public void Initialise()
    {
        Memory.Poke(Address, 0);
        Memory.Poke(Address + MagicOffset, Magic | (uint)Address.Value);
        NextHeld = Address.Null;
        Queue.Initialise();
    }

    /// <summary>mutex_lock(): sleeps uninterruptibly until the mutex is free, and takes it. In task context, not atomic.</summary>
    public KTask Lock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => TakeLoop(TaskState.Uninterruptible, new Site(file, line, function)).Discard();

    /// <summary>mutex_lock_interruptible(): the same, but a signal ends the wait. In task context, not atomic.</summary>
    /// <returns>0, or -EINTR.</returns>
    public KTask<int> LockInterruptible([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => TakeLoop(TaskState.Interruptible, new Site(file, line, function));

    /// <summary>mutex_trylock(): 1 if it was free and is ours now, else 0; never sleeps. In task context.</summary>
    public Step<MutexBody> TryLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Lock, MutexCall.TryLock, default, new Site(file, line, function));

    /// <summary>mutex_unlock(): by its owner; wakes a waiter. In task context.</summary>
    public Step<MutexBody> Unlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(Operation.Unlock, MutexCall.Unlock, default, new Site(file, line, function));

    /// <summary>The mutex whose queue a task sleeps on, where no signal can end that; NULL for none. Inside a step.</summary>
    internal static Address AwaitedBy(LinuxKernel kernel, TaskStruct task)
    {
        var queue = WaitQueueHead.QueueOf(kernel, task);
        if (queue.IsNull || task.State != TaskState.Uninterruptible)
        {
            return Address.Null;
        }

        var mutex = new Address(queue.Value - QueueOffset);
        return mutex.Value > 0 && kernel.Computer.Memory.Peek(mutex + MagicOffset) == (Magic | (uint)mutex.Value) ? mutex : Address.Null;
    }

    /// <summary>Takes it for a task. Inside a step.</summary>
    internal void TakeFor(TaskStruct task)
    {
        _kernel.Computer.Acquire(Address);
        Owner = task.Agent;
        NextHeld = task.HeldMutex;
        task.HeldMutex = Address;
    }

    /// <summary>Its owner gives it back. Inside a step.</summary>
    internal void GiveBack(TaskStruct task)
    {
        _kernel.Computer.Release(Address);
        Owner = -1;
        if (task.HeldMutex == Address)
        {
            task.HeldMutex = NextHeld;
        }
        else
        {
            var before = new KernelMutex(_kernel, task.HeldMutex);
            while (before.NextHeld != Address)
            {
                before = new KernelMutex(_kernel, before.NextHeld);
            }

            before.NextHeld = NextHeld;
        }

        NextHeld = Address.Null;
        Queue.WakeLocked(TaskState.Normal, 1);
    }

    private Step<MutexBody> Make(Operation operation, MutexCall call, TaskState state, Site site)
    {
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(operation, Address, site, Bytes);
        return new Step<MutexBody>(_kernel.Computer, new MutexBody(this, _kernel, call, state));
    }

    private async KTask<int> TakeLoop(TaskState state, Site site)
    {
        while (true)
        {
            long taken = await Make(Operation.Wait, MutexCall.Lock, state, site);
            if (taken != 0)
            {
                return taken == 1 ? 0 : -Errno.EINTR;
            }

            await _kernel.Schedule(site, forLock: true);
        }
    }
}

internal enum MutexCall
{
    Lock,
    TryLock,
    Unlock,
}

/// <summary>The body of the operations on a mutex: one section under the lock of its queue.</summary>
public readonly struct MutexBody : IStepBody
{
    private readonly KernelMutex _mutex;
    private readonly LinuxKernel _kernel;
    private readonly MutexCall _call;
    private readonly TaskState _state;

    internal MutexBody(KernelMutex mutex, LinuxKernel kernel, MutexCall call, TaskState state)
    {
        _mutex = mutex;
        _kernel = kernel;
        _call = call;
        _state = state;
    }

    private string Name => _call switch
    {
        MutexCall.Unlock => "mutex_unlock()",
        MutexCall.TryLock => "mutex_trylock()",
        _ => _state == TaskState.Interruptible ? "mutex_lock_interruptible()" : "mutex_lock()",
    };

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_call == MutexCall.Lock ? AtomicContext.Refuses(_kernel, Name) : AtomicContext.RefusesHandler(_kernel, Name))
        {
            return 1;
        }

        var task = _kernel.Current;
        if (_call == MutexCall.Unlock)
        {
            return Unlock(computer, task);
        }

        bool isFree = _mutex.Owner < 0;
        if (computer.Recording)
        {
            string result = isFree ? "" : _call == MutexCall.TryLock ? ": is held" : ": has to wait";
            computer.Note($"{Name[..^1]}{computer.Memory.NameOf(_mutex.Address)}){result}");
        }

        if (_call == MutexCall.TryLock)
        {
            if (isFree)
            {
                _mutex.TakeFor(task);
                LockRules.Taken(_kernel, _mutex.Address, isRead: false, isTried: true);
            }

            return isFree ? 1 : 0;
        }

        return isFree ? Take(task) : Wait(computer, task);
    }

    private long Take(TaskStruct task)
    {
        _mutex.TakeFor(task);
        LockRules.Taken(_kernel, _mutex.Address, isRead: false, isTried: false);
        _mutex.Queue.RemoveLocked(task);
        task.State = TaskState.Running;
        return 1;
    }

    private long Wait(Computer computer, TaskStruct task)
    {
        if (_state == TaskState.Interruptible && task.SignalPending)
        {
            _mutex.Queue.RemoveLocked(task);
            task.State = TaskState.Running;
            return 2;
        }

        _mutex.Queue.AddLocked(task, exclusive: true);
        task.State = _state;
        if (_state == TaskState.Uninterruptible)
        {
            LookForCircle(computer, task);
        }

        return 0;
    }

    private long Unlock(Computer computer, TaskStruct task)
    {
        if (computer.Recording)
        {
            computer.Note($"mutex_unlock({computer.Memory.NameOf(_mutex.Address)})");
        }

        if (_mutex.Owner == task.Agent)
        {
            LockRules.Given(_kernel, _mutex.Address);
            _mutex.GiveBack(task);
            return 1;
        }

        string holder = _mutex.Owner < 0 ? "nobody holds" : $"{_kernel.TaskOf(_mutex.Owner)} holds";
        computer.Complain("unbalanced-lock", _mutex.Address, $"{task} unlocks {computer.Memory.NameOf(_mutex.Address)}, which {holder}");
        return 0;
    }

    /// <summary>The task waits now: does the owner wait, over however many others, for what this task holds?</summary>
    private void LookForCircle(Computer computer, TaskStruct task)
    {
        var awaited = _mutex;
        string circle = "";
        for (int i = 0; i < _kernel.Tasks.Length && awaited.Owner >= 0; i++)
        {
            var owner = _kernel.TaskOf(awaited.Owner);
            if (owner == task)
            {
                string name = computer.Memory.NameOf(_mutex.Address);
                computer.Complain("deadlock", _mutex.Address, i == 0
                    ? $"{task} waits for {name}, which it holds itself: a mutex is not recursive"
                    : $"{task} waits for {name}{circle}, which {task} holds");
                return;
            }

            var next = KernelMutex.AwaitedBy(_kernel, owner);
            if (next.IsNull)
            {
                return;
            }

            circle += $", which {owner} holds, which waits for {computer.Memory.NameOf(next)}";
            awaited = new KernelMutex(_kernel, next);
        }
    }
}
