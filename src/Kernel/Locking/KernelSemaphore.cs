using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A counting semaphore whose waiters sleep. down in task context; up in any context and by any task: it has no owner.
/// </summary>
/// <remarks>
/// After lib/semaphore-sleepers.c and include/asm-i386/semaphore.h of 2.6.11: the count is taken or the task queued in
/// one section under the queue's lock; a woken task tries again.
/// </remarks>
public readonly struct KernelSemaphore
{
    private readonly LinuxKernel _kernel;

    internal KernelSemaphore(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Bytes a semaphore takes: the count and its wait queue.</summary>
    public const int Size = 8 + WaitQueueHead.Size;

    /// <summary>The count.</summary>
    public Address Address { get; }

    private WaitQueueHead Queue => new(_kernel, Address + 8);

    /// <summary>sema_init, while the stage is being built or a module loaded.</summary>
    public void Initialise(int count)
    {
        _kernel.Computer.Memory.Poke(Address, count);
        Queue.Initialise();
    }

    /// <summary>down(): sleeps uninterruptibly until the count is above 0, and takes one.</summary>
    public KTask Down([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => TakeLoop(TaskState.Uninterruptible, new Site(file, line, function)).Discard();

    /// <summary>down_interruptible(): the same, but a signal ends the wait.</summary>
    /// <returns>0, or -EINTR.</returns>
    public KTask<int> DownInterruptible([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => TakeLoop(TaskState.Interruptible, new Site(file, line, function));

    /// <summary>down_trylock(): 0 if one was taken, 1 if there was none; never sleeps. In any context.</summary>
    public Step<DownTryBody> DownTryLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Lock, Address, site, 8);
        return new Step<DownTryBody>(_kernel.Computer, new DownTryBody(Address));
    }

    /// <summary>up(): gives one back and wakes a waiter.</summary>
    public Step<SemaphoreBody> Up([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Unlock, Address, site, 8);
        return new Step<SemaphoreBody>(_kernel.Computer, new SemaphoreBody(_kernel, Address, false, default));
    }

    private async KTask<int> TakeLoop(TaskState state, Site site)
    {
        _kernel.Computer.At(site);
        while (true)
        {
            _kernel.Computer.Announce(Operation.Wait, Address, site, 8);
            long taken = await new Step<SemaphoreBody>(_kernel.Computer, new SemaphoreBody(_kernel, Address, true, state));
            if (taken != 0)
            {
                return taken == 1 ? 0 : -Errno.EINTR;
            }

            await _kernel.Schedule(site, forLock: true);
        }
    }
}

/// <summary>The body of down and up: one section under the queue's lock.</summary>
public readonly struct SemaphoreBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly Address _address;
    private readonly bool _take;
    private readonly TaskState _state;

    internal SemaphoreBody(LinuxKernel kernel, Address address, bool take, TaskState state)
    {
        _kernel = kernel;
        _address = address;
        _take = take;
        _state = state;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_take && AtomicContext.Refuses(_kernel, "down()"))
        {
            return 1;
        }

        var memory = computer.Memory;
        var queue = new WaitQueueHead(_kernel, _address + 8);
        long count = memory.Peek(_address);
        if (computer.Recording)
        {
            computer.Note($"{(_take ? "down" : "up")}({computer.Memory.NameOf(_address)}){(_take && count <= 0 ? ": has to wait" : "")}");
        }

        if (!_take)
        {
            computer.Release(_address);
            memory.Poke(_address, count + 1);
            queue.WakeLocked(TaskState.Normal, 1);
            return count + 1;
        }

        var task = _kernel.Current;
        if (count > 0)
        {
            computer.Acquire(_address);
            memory.Poke(_address, count - 1);
            queue.RemoveLocked(task);
            task.State = TaskState.Running;
            return 1;
        }

        if (_state == TaskState.Interruptible && task.SignalPending)
        {
            queue.RemoveLocked(task);
            task.State = TaskState.Running;
            return 2;
        }

        queue.AddLocked(task, exclusive: true);
        task.State = _state;
        return 0;
    }
}

/// <summary>The body of down_trylock.</summary>
public readonly struct DownTryBody : IStepBody
{
    private readonly Address _address;

    internal DownTryBody(Address address) => _address = address;

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        long count = computer.Memory.Peek(_address);
        if (computer.Recording)
        {
            computer.Note($"down_trylock({computer.Memory.NameOf(_address)}) = {(count > 0 ? 0 : 1)}");
        }

        if (count <= 0)
        {
            return 1;
        }

        computer.Acquire(_address);
        computer.Memory.Poke(_address, count - 1);
        return 0;
    }
}
