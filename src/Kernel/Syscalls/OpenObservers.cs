using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A function that is told of every open(2): the name as the kernel copied it.</summary>
public delegate KTask<int> OpenObserverFunction(KernelName name);

/// <summary>
/// Who wants to be told of every open(2), kept by the kernel: a list under a lock of its own, a count of the callers
/// inside each observer, and a removal that waits until nobody is inside.
/// </summary>
/// <remarks>
/// A service of this machine in every environment, in the place of system call stealing. No kernel offers it under this
/// name: the list and the wait are those of fs/notify/mark.c (connectors under SRCU, synchronize_srcu before a group is
/// freed) and of kernel/kprobes.c of 6.8 (unregister_kprobe waits for the handlers that run). Opening a file is not
/// part of the observed section: a caller who sleeps in a FIFO is inside nobody.
/// </remarks>
public sealed class OpenObservers
{
    private const int Bytes = 8;
    private const int Slots = 4;
    private const int SlotSize = 2 * Bytes;

    private readonly LinuxKernel _kernel;
    private readonly Lazy<(Address List, WaitQueueHead Idle)> _place;

    internal OpenObservers(LinuxKernel kernel)
    {
        _kernel = kernel;
        _place = new Lazy<(Address, WaitQueueHead)>(
            () => (kernel.Computer.Memory.Allocate(Slots * SlotSize, "open_observers", RegionKind.KernelData), kernel.NewWaitQueue("open_observers_idle")),
            isThreadSafe: false);
    }

    /// <summary>Whether any module on this computer observes.</summary>
    internal bool IsUsed => _place.IsValueCreated;

    /// <summary>Sets the list up, while the computer is being built.</summary>
    internal void Use() => _ = _place.Value;

    /// <summary>Whether a function is in the list: for the clauses of a scenario.</summary>
    public bool Has(Address function)
    {
        _kernel.Computer.RequireInspection("the list of observers");
        return Find(function) >= 0;
    }

    /// <summary>Adds an observer, complete and at once: 0, or -EBUSY if the list is full.</summary>
    internal Step<RegisterBody> Register(Address function, Site site)
    {
        _kernel.Computer.Announce(Operation.Kernel, _place.Value.List, site);
        return new Step<RegisterBody>(_kernel.Computer, new RegisterBody(this, function));
    }

    /// <summary>Takes an observer off the list: nobody enters it any more, but somebody may be inside. Gives its slot + 1, or 0.</summary>
    internal Step<RemoveBody> Remove(Address function, Site site)
    {
        _kernel.Computer.Announce(Operation.Kernel, _place.Value.List, site);
        return new Step<RemoveBody>(_kernel.Computer, new RemoveBody(this, function));
    }

    /// <summary>Takes an observer off the list and waits until nobody is inside it. In task context, not atomic.</summary>
    internal async KTask Unregister(Address function, Site site)
    {
        int slot = (int)await Remove(function, site) - 1;
        while (slot >= 0)
        {
            _kernel.Computer.Announce(Operation.Wait, _place.Value.Idle.Address, site);
            if (await new Step<IdleBody>(_kernel.Computer, new IdleBody(this, slot)) != 0)
            {
                return;
            }

            await _kernel.Schedule(site);
        }
    }

    /// <summary>Tells all observers. In task context.</summary>
    internal async KTask NotifyOpen(KernelName name)
    {
        var site = Here();
        int slot = 0;
        while (true)
        {
            _kernel.Computer.Announce(Operation.Reference, _place.Value.List, site);
            long next = await new Step<NextBody>(_kernel.Computer, new NextBody(this, slot));
            if (next == 0)
            {
                return;
            }

            slot = (int)(next >> 32);
            var function = new Address((int)next);
            long before = await _kernel.EnterModule(function);
            int result = await ((OpenObserverFunction)_kernel.Text.Resolve(function).Code)(name);
            await _kernel.LeaveModule(function, before, result);
        }
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private Address Callback(int slot) => _place.Value.List + (slot * SlotSize);

    private Address Inside(int slot) => Callback(slot) + Bytes;

    private int Find(Address function)
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            if (_kernel.Computer.Memory.Peek(Callback(slot)) == function.Value)
            {
                return slot;
            }
        }

        return -1;
    }

    internal readonly struct RegisterBody(OpenObservers observers, Address function) : IStepBody
    {
        public long Run(Computer computer)
        {
            for (int slot = 0; slot < Slots; slot++)
            {
                // A slot that somebody is still leaving is not free.
                if (computer.Memory.Peek(observers.Callback(slot)) == 0 && computer.Memory.Peek(observers.Inside(slot)) == 0)
                {
                    computer.Memory.Poke(observers.Callback(slot), function.Value);
                    return 0;
                }
            }

            return -Errno.EBUSY;
        }
    }

    internal readonly struct RemoveBody(OpenObservers observers, Address function) : IStepBody
    {
        public long Run(Computer computer)
        {
            int slot = observers.Find(function);
            if (slot >= 0)
            {
                computer.Memory.Poke(observers.Callback(slot), 0);
            }

            return slot + 1;
        }
    }

    /// <summary>1 if nobody is inside; else the task is ready to sleep until somebody leaves.</summary>
    internal readonly struct IdleBody(OpenObservers observers, int slot) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (AtomicContext.Refuses(observers._kernel, "the wait for those inside an observer"))
            {
                return 1;
            }

            var task = observers._kernel.Current;
            var idle = observers._place.Value.Idle;
            if (computer.Memory.Peek(observers.Inside(slot)) == 0)
            {
                idle.RemoveLocked(task);
                task.State = TaskState.Running;
                return 1;
            }

            idle.AddLocked(task, exclusive: false);
            task.State = TaskState.Uninterruptible;
            return 0;
        }
    }

    /// <summary>Leaves the observer before (slot - 1) and goes into the next one: its slot + 1 and its function, or 0.</summary>
    internal readonly struct NextBody(OpenObservers observers, int slot) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            if (slot > 0)
            {
                var inside = observers.Inside(slot - 1);
                memory.Poke(inside, memory.Peek(inside) - 1);
                if (memory.Peek(inside) == 0)
                {
                    observers._place.Value.Idle.WakeLocked(TaskState.Normal, 0);
                }
            }

            for (int i = slot; i < Slots; i++)
            {
                long function = memory.Peek(observers.Callback(i));
                if (function != 0)
                {
                    memory.Poke(observers.Inside(i), memory.Peek(observers.Inside(i)) + 1);
                    return ((long)(i + 1) << 32) | function;
                }
            }

            return 0;
        }
    }
}
