using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of create_workqueue: kmalloc, the structure, its threads.</summary>
internal readonly struct CreateQueueBody(LinuxKernel kernel, WorkerPool pool) : IStepBody
{
    public long Run(Computer computer)
    {
        AtomicContext.Refuses(kernel, "create_workqueue()");
        int size = WorkqueueStruct.SizeOn(kernel.Cpus.Length);
        var address = kernel.AllocationFailures.Strikes() ? Address.Null : computer.AllocateHeap(size, Shadow.Live);
        if (computer.Recording)
        {
            computer.Note($"create_workqueue(\"{pool.Name}\"){(address.IsNull ? ": no memory" : "")}");
        }

        if (address.IsNull)
        {
            return 0;
        }

        if (computer.NamesMatter)
        {
            computer.Memory.Label(address, size, "workqueue_struct", fields: WorkqueueStruct.FieldsOn(kernel.Cpus.Length));
        }

        for (int i = 0; i < size; i += 8)
        {
            computer.Memory.Poke(address + i, 0);
        }

        var queue = new WorkqueueStruct(kernel, address) { Pool = pool.Number };
        queue.Done.Initialise();
        pool.Queue = address;
        return address.Value;
    }
}

/// <summary>The body of queue_work, and of __queue_work in a timer, which takes the queue from the work; -1 after a fault.</summary>
internal readonly struct QueueWorkBody(Workqueues owner, Address address, Address target, bool testsPending) : IStepBody
{
    public long Run(Computer computer)
    {
        var kernel = owner.Kernel;
        var work = new WorkStruct(kernel, address);
        computer.Release(address);
        if (testsPending)
        {
            if (work.IsPending || work.IsBarred)
            {
                Note(computer, "is pending already");
                return 0;
            }

            work.IsPending = true;
            work.Queue = target;
        }

        var queue = new WorkqueueStruct(kernel, work.Queue);
        if (!computer.Check(queue.Address, queue.Size))
        {
            return -1;
        }

        var pool = owner.PoolOf(queue);
        if (queue.IsDraining && !pool.IsWorker(computer.Current))
        {
            // 6.8: WARN_ON_ONCE and no queueing; the pending bit stays.
            kernel.Log.Append($"<4>workqueue: cannot queue {computer.Memory.NameOf(address)} on wq {pool.Name}\n");
            Note(computer, "dropped: the queue is drained");
            return 0;
        }

        // 6.8: a work that runs is queued where it runs, so that it never runs twice at once.
        int running = owner.IsModern ? pool.CpuRunning(address) : -1;
        int cpu = running >= 0 ? running : pool.IsSingle ? 0 : kernel.CurrentCpu.Id;
        queue.Add(work, cpu);
        pool.Wake(cpu);
        Note(computer, pool.IsSingle ? "on the list" : $"on the list of CPU {cpu}");
        return 1;
    }

    private void Note(Computer computer, string what)
    {
        if (computer.Recording)
        {
            computer.Note($"{(testsPending ? "queue_work" : "__queue_work")}({computer.Memory.NameOf(address)}): {what}");
        }
    }
}

/// <summary>The first half of queue_delayed_work: test_and_set_bit of the pending bit; 1 if it was clear.</summary>
internal readonly struct TestAndSetPendingBody(LinuxKernel kernel, Address address) : IStepBody
{
    public long Run(Computer computer)
    {
        computer.Release(address);
        var work = new WorkStruct(kernel, address);
        bool free = !work.IsPending && !work.IsBarred;
        if (free)
        {
            work.IsPending = true;
        }

        if (computer.Recording)
        {
            computer.Note($"queue_delayed_work({computer.Memory.NameOf(address)}){(free ? "" : ": is pending already")}");
        }

        return free ? 1 : 0;
    }
}

/// <summary>The second half: the queue is noted and the timer armed on this CPU.</summary>
internal readonly struct ArmWorkBody(LinuxKernel kernel, Address address, Address queue, int delay) : IStepBody
{
    public long Run(Computer computer)
    {
        var work = new WorkStruct(kernel, address) { Queue = queue };
        long expires = computer.Memory.Peek(kernel.Jiffies) + delay;
        kernel.Timers.Arm(work.Timer, expires);
        if (computer.Recording)
        {
            computer.Note($"add_timer({computer.Memory.NameOf(address)}): in {delay} jiffies");
        }

        return expires;
    }
}

/// <summary>queue_delayed_work of 6.8: both halves.</summary>
internal readonly struct QueueDelayedBody(LinuxKernel kernel, Address address, Address queue, int delay) : IStepBody
{
    public long Run(Computer computer)
    {
        if (new TestAndSetPendingBody(kernel, address).Run(computer) == 0)
        {
            return 0;
        }

        new ArmWorkBody(kernel, address, queue, delay).Run(computer);
        return 1;
    }
}

/// <summary>The body of flush_workqueue: 0 when all is done that was there at entry, else the number to wait for.</summary>
internal readonly struct FlushBody(Workqueues owner, Address address, int cpu, long entered) : IStepBody
{
    public long Run(Computer computer)
    {
        var kernel = owner.Kernel;
        if (AtomicContext.Refuses(kernel, "flush_workqueue()"))
        {
            return 0;
        }

        var queue = new WorkqueueStruct(kernel, address);
        if (owner.PoolOf(queue).IsWorker(computer.Current))
        {
            throw new MachineException("flush_workqueue from a work of the same queue waits for itself; the model does not have 2.6's recursion");
        }

        long needed = entered != 0 ? entered : queue.Inserted;
        bool busy = owner.IsBusy(queue, cpu, needed);
        computer.Acquire(address);
        WorkSleep.Prepare(kernel, queue, busy);
        if (computer.Recording)
        {
            computer.Note($"flush_workqueue: {(busy ? "waits" : "nothing left")}{(cpu < 0 ? "" : $" on CPU {cpu}")}");
        }

        return busy ? needed : 0;
    }
}

/// <summary>The body of kthread_stop for a queue's threads, and of drain_workqueue: 1 while a work is on a list or runs.</summary>
internal readonly struct StopBody(Workqueues owner, Address address) : IStepBody
{
    public long Run(Computer computer)
    {
        if (AtomicContext.Refuses(owner.Kernel, "destroy_workqueue()"))
        {
            return 0;
        }

        var queue = new WorkqueueStruct(owner.Kernel, address);
        queue.IsDraining |= owner.IsModern;
        bool busy = owner.IsBusy(queue, -1, long.MaxValue);
        computer.Acquire(address);
        WorkSleep.Prepare(owner.Kernel, queue, busy);
        if (!busy)
        {
            // The threads are gone: what is queued now finds nobody.
            owner.PoolOf(queue).Queue = Address.Null;
        }

        if (computer.Recording)
        {
            computer.Note($"destroy_workqueue: {(busy ? "waits for the threads" : "the threads are stopped")}");
        }

        return busy ? 1 : 0;
    }
}

/// <summary>The end of destroy_workqueue: kfree.</summary>
internal readonly struct FreeQueueBody(Workqueues owner, Address address) : IStepBody
{
    public long Run(Computer computer)
    {
        var queue = new WorkqueueStruct(owner.Kernel, address);
        computer.Memory.SetShadow(address, queue.Size, Shadow.Freed);
        if (computer.Recording)
        {
            computer.Note("destroy_workqueue: kfree");
        }

        return 0;
    }
}

/// <summary>Waiting for works, in the section that found something to wait for.</summary>
internal static class WorkSleep
{
    /// <summary>prepare_to_wait(work_done), or finish_wait.</summary>
    internal static void Prepare(LinuxKernel kernel, WorkqueueStruct queue, bool waits)
    {
        var task = kernel.Current;
        if (waits)
        {
            queue.Done.AddLocked(task, exclusive: false);
            task.State = TaskState.Uninterruptible;
        }
        else
        {
            queue.Done.RemoveLocked(task);
            task.State = TaskState.Running;
        }
    }
}
