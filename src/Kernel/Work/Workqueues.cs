using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Work queues: a thread for each CPU, a pending bit for each work, and cancelling and flushing as each generation has
/// them.
/// </summary>
/// <remarks>
/// After kernel/workqueue.c of 2.6.11: works are re-entrant (the pending bit is clear while the function runs, on this CPU
/// and on others), cancel_delayed_work touches the timer only, flush_workqueue waits for what is on the lists or runs and
/// never for timers, destroy_workqueue frees the queue whatever timers still point to it. Of 6.8: works are not re-entrant,
/// cancelling takes them off the list too, and a queue that is drained takes new works from its own works only.
/// </remarks>
public sealed class Workqueues
{
    private readonly LinuxKernel _kernel;
    private readonly List<WorkerPool> _pools = [];
    private readonly List<Address> _timerFunction = [];

    internal Workqueues(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>delayed_work_timer_fn.</summary>
    internal Address TimerFunction => _timerFunction[0];

    internal bool InUse => _timerFunction.Count != 0;

    internal LinuxKernel Kernel => _kernel;

    internal IReadOnlyList<WorkerPool> Pools => _pools;

    internal bool IsModern => _kernel.Profile.Generation == KernelGeneration.V68;

    /// <summary>Whether any thread of a queue, each of which has one CPU, has something to do.</summary>
    internal bool AnyBusy
    {
        get
        {
            foreach (var pool in _pools)
            {
                if (pool.AnyBusy)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private Computer Computer => _kernel.Computer;

    /// <summary>The machine gets work and the timers that delay it, while it is being built.</summary>
    internal void Require()
    {
        _kernel.Timers.Require();
        if (!InUse)
        {
            _timerFunction.Add(_kernel.Timers.KernelFunction(0, "delayed_work_timer_fn", DelayedWorkTimer));
        }
    }

    /// <summary>The threads of a queue that will be created under a name, while the machine is being built.</summary>
    internal void Declare(string name, KernelModule owner, bool isSingle = false)
    {
        Require();
        _pools.Add(new WorkerPool(_kernel, name, _pools.Count, owner, isSingle));
    }

    /// <summary>Whether a work is on a list or in a thread's hands: for the clauses of a scenario.</summary>
    public bool IsBusy(WorkStruct work)
    {
        bool runs = false;
        foreach (var pool in _pools)
        {
            runs |= pool.CpuRunning(work.Address) >= 0;
        }

        return runs || work.IsPending;
    }

    /// <summary>create_workqueue(name): the queue; NULL if there is no memory.</summary>
    internal async KTask<Address> Create(string name, Site site)
    {
        var pool = _pools.Find(p => p.Name == name)
            ?? throw new MachineException($"create_workqueue(\"{name}\"): the module must declare the queue when it is made (DeclareWorkqueue), for its threads");
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        Computer.Announce(Operation.Allocate, Address.Null, site);
        return new Address((int)await new Step<CreateQueueBody>(Computer, new CreateQueueBody(_kernel, pool)));
    }

    /// <summary>queue_work: 1, or 0 if it was pending. In any context.</summary>
    internal async KTask<int> Queue(Address queue, Address work, Site site)
    {
        Computer.Announce(Operation.Work, work, site, 8);
        return (int)await new Step<QueueWorkBody>(Computer, new QueueWorkBody(this, work, queue, testsPending: true));
    }

    /// <summary>queue_delayed_work: 1, or 0 if it was pending. In any context.</summary>
    internal async KTask<int> QueueDelayed(Address queue, Address work, int delay, Site site)
    {
        Computer.Announce(Operation.Work, work, site, 8);
        if (IsModern)
        {
            // Interrupts are off between the two halves, and whoever cancels tries again until they are done: one step.
            return (int)await new Step<QueueDelayedBody>(Computer, new QueueDelayedBody(_kernel, work, queue, delay));
        }

        if (await new Step<TestAndSetPendingBody>(Computer, new TestAndSetPendingBody(_kernel, work)) == 0)
        {
            return 0;
        }

        Computer.Announce(Operation.Timer, work, site, 8);
        await new Step<ArmWorkBody>(Computer, new ArmWorkBody(_kernel, work, queue, delay));
        return 1;
    }

    /// <summary>flush_workqueue. In task context, not from a work of the queue.</summary>
    internal async KTask Flush(Address queue, Site site)
    {
        // 2.6.11 goes from CPU to CPU; 6.8 waits for a colour of them all.
        int lists = IsModern ? 1 : ListsOf(queue);
        for (int cpu = 0; cpu < lists; cpu++)
        {
            long needed = 0;
            do
            {
                Computer.Announce(Operation.Wait, queue, site, 8);
                needed = await new Step<FlushBody>(Computer, new FlushBody(this, queue, IsModern ? -1 : cpu, needed));
                if (needed != 0)
                {
                    await _kernel.Schedule(site);
                }
            }
            while (needed != 0);
        }
    }

    /// <summary>
    /// While the stage is being built: all delays are over, so that what was delayed is on the list of CPU 0, as its timer
    /// would have put it there.
    /// </summary>
    public void ElapseDelays()
    {
        while (_kernel.Timers.FirstArmed(TimerFunction) is { } timer)
        {
            _kernel.Timers.Disarm(timer);
            var work = new WorkStruct(_kernel, timer.Address);
            new WorkqueueStruct(_kernel, work.Queue).Add(work, 0);
        }
    }

    /// <summary>destroy_workqueue. In task context.</summary>
    internal async KTask Destroy(Address queue, Site site)
    {
        if (!IsModern)
        {
            await Flush(queue, site);
        }

        while (true)
        {
            // kthread_stop of the threads, one section a thread; drain_workqueue in 6.8.
            Computer.Announce(Operation.Wait, queue, site, 8);
            if (await new Step<StopBody>(Computer, new StopBody(this, queue)) == 0)
            {
                break;
            }

            await _kernel.Schedule(site);
        }

        Computer.Announce(Operation.Allocate, queue, site, 8);
        await new Step<FreeQueueBody>(Computer, new FreeQueueBody(this, queue));
    }

    /// <summary>cancel_delayed_work: 1 if it was pending (2.6: if its timer was). Does not wait for the function.</summary>
    internal Step<CancelWorkBody> Cancel(Address work, Site site)
    {
        Computer.Announce(Operation.TimerSync, work, site, 8);
        _kernel.HandlerWaits.Refresh();
        return new Step<CancelWorkBody>(Computer, new CancelWorkBody(this, work, CancelKind.Pending));
    }

    /// <summary>
    /// cancel_work_sync, cancel_delayed_work_sync, disable_delayed_work_sync: neither pending nor running, and nobody could
    /// queue it meanwhile; if disabled, nor afterwards. In task context, not from the work.
    /// </summary>
    internal async KTask<int> CancelSync(Address work, bool disable, Site site)
    {
        var kind = disable ? CancelKind.Disable : CancelKind.Sync;
        Computer.Announce(Operation.TimerSync, work, site, 8);
        _kernel.HandlerWaits.Refresh();
        long result = await new Step<CancelWorkBody>(Computer, new CancelWorkBody(this, work, kind));
        int wasPending = (int)(result & 1);
        while ((result & 2) != 0)
        {
            await _kernel.Schedule(site);
            Computer.Announce(Operation.Wait, work, site, 8);
            result = await new Step<AwaitWorkBody>(Computer, new AwaitWorkBody(this, work, kind));
        }

        return wasPending;
    }

    /// <summary>flush_work: waits until it is neither on a list nor running. In task context, not from the work.</summary>
    internal async KTask FlushWork(Address work, Site site)
    {
        while (true)
        {
            Computer.Announce(Operation.Wait, work, site, 8);
            if (await new Step<AwaitWorkBody>(Computer, new AwaitWorkBody(this, work, CancelKind.Flush)) == 0)
            {
                return;
            }

            await _kernel.Schedule(site);
        }
    }

    /// <summary>The threads of a queue in memory.</summary>
    internal WorkerPool PoolOf(WorkqueueStruct queue) => _pools[queue.Pool];

    /// <summary>Whether anything up to number <paramref name="needed"/> of the queue is on a list or runs, on a CPU (-1: on any).</summary>
    internal bool IsBusy(WorkqueueStruct queue, int cpu, long needed)
    {
        var pool = PoolOf(queue);
        for (int i = 0; i < pool.Count; i++)
        {
            if (cpu >= 0 && i != cpu)
            {
                continue;
            }

            var first = queue.First(i);
            long running = pool.SequenceOn(i);
            if ((running != 0 && running <= needed) || (!first.Address.IsNull && first.Sequence <= needed))
            {
                return true;
            }
        }

        return false;
    }

    // A queue that is gone has as many lists as there are CPUs, for the first access to it to fail.
    private int ListsOf(Address queue)
    {
        foreach (var pool in _pools)
        {
            if (pool.Queue == queue && pool.IsSingle)
            {
                return 1;
            }
        }

        return _kernel.Cpus.Length;
    }

    /// <summary>delayed_work_timer_fn: __queue_work on the CPU where the timer fires.</summary>
    private async KTask DelayedWorkTimer(Address work)
    {
        Computer.Announce(Operation.Work, work, new Site("workqueue.c", 2, "delayed_work_timer_fn"), 8);
        if (await new Step<QueueWorkBody>(Computer, new QueueWorkBody(this, work, Address.Null, testsPending: false)) < 0)
        {
            await _kernel.SoftIrqs.Panic();
        }
    }
}
