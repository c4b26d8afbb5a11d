using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The threads of a work queue, one for each CPU or one for all: made with the machine, asleep until the queue is created and
/// something is on it. What they run now stands in a control block each.
/// </summary>
/// <remarks>
/// After worker_thread and run_workqueue of kernel/workqueue.c of 2.6.11. The section that ends one work (remove_sequence,
/// wake_up(work_done)) is the one that takes the next, as there. In 6.8 queues share pools of threads; here each has its
/// own, which no work can tell from a pool that always has a thread to spare.
/// </remarks>
internal sealed class WorkerPool
{
    private const int Bytes = 8;
    private const int WorkOffset = 0;
    private const int FunctionOffset = Bytes;
    private const int ArgumentOffset = 2 * Bytes;
    private const int SequenceOffset = 3 * Bytes;
    private const int BlockSize = 4 * Bytes;

    private readonly LinuxKernel _kernel;
    private readonly Address _queue;
    private readonly List<Address> _blocks = [];
    private readonly List<TaskStruct> _threads = [];

    internal WorkerPool(LinuxKernel kernel, string name, int number, KernelModule owner, bool isSingle = false)
    {
        _kernel = kernel;
        Owner = owner;
        Name = name;
        Number = number;
        IsSingle = isSingle;
        bool isModern = kernel.Profile.Generation == KernelGeneration.V68;
        _queue = kernel.Computer.Memory.Allocate(Bytes, $"threads of {name}", RegionKind.Control);
        if (isSingle)
        {
            _blocks.Add(kernel.Computer.Memory.Allocate(BlockSize, $"cpu_workqueue({name})", RegionKind.Control));
            _threads.Add(kernel.AddSleepingThread(isModern ? $"kworker/u:{number + 1}" : name, TaskStruct.AllCpus, () => Run(0)));
            return;
        }

        foreach (var cpu in kernel.Cpus)
        {
            int id = cpu.Id;
            _blocks.Add(kernel.Computer.Memory.Allocate(BlockSize, $"cpu_workqueue({name}, {id})", RegionKind.Control));
            _threads.Add(kernel.AddSleepingThread(isModern ? $"kworker/{id}:{number + 1}" : $"{name}/{id}", 1u << id, () => Run(id)));
        }
    }

    internal string Name { get; }

    /// <summary>The module that creates the queue.</summary>
    internal KernelModule Owner { get; }

    internal int Number { get; }

    /// <summary>Whether it is one thread, on whichever CPU: create_singlethread_workqueue.</summary>
    internal bool IsSingle { get; }

    /// <summary>How many threads it has, each with a list of its own.</summary>
    internal int Count => _threads.Count;

    /// <summary>The queue they work for; NULL before it is created and after it is destroyed.</summary>
    internal Address Queue
    {
        get => new((int)Memory.Peek(_queue));
        set => Memory.Poke(_queue, value.Value);
    }

    /// <summary>Whether any of them is awake.</summary>
    internal bool AnyBusy
    {
        get
        {
            foreach (var thread in _threads)
            {
                if ((_kernel.Computer.BlockedBy(thread.Agent) & Blocked.Asleep) == 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>The work that the thread of a CPU runs; NULL for none.</summary>
    internal Address RunningOn(int cpu) => new((int)Memory.Peek(_blocks[cpu] + WorkOffset));

    /// <summary>Its number in the order of the queue; 0 for none.</summary>
    internal long SequenceOn(int cpu) => Memory.Peek(_blocks[cpu] + SequenceOffset);

    /// <summary>The CPU that runs a work; -1 for none.</summary>
    internal int CpuRunning(Address work)
    {
        for (int cpu = 0; cpu < _blocks.Count; cpu++)
        {
            if (RunningOn(cpu) == work)
            {
                return cpu;
            }
        }

        return -1;
    }

    /// <summary>Whether an agent is one of the threads, and not a handler above one.</summary>
    internal bool IsWorker(int agent)
    {
        foreach (var thread in _threads)
        {
            if (thread.Agent == agent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>wake_up(more_work). Inside a step.</summary>
    internal void Wake(int cpu) => _kernel.Scheduler.TryToWakeUp(_threads[cpu], TaskState.Normal);

    private async KTask Run(int cpu)
    {
        var site = new Site("workqueue.c", 1, "run_workqueue");
        BeginAsleep(cpu);
        if (_kernel.BigKernelLock.OnEveryEntry)
        {
            await _kernel.Retake(site);
        }

        while (true)
        {
            _kernel.Computer.Announce(Operation.Work, _blocks[cpu], site);
            long taken = await new Step<TakeBody>(_kernel.Computer, new TakeBody(this, cpu));
            _kernel.Computer.LoopHead(_threads[cpu].Agent, taken, 0);
            if (taken == 0)
            {
                if (_kernel.BigKernelLock.MustRetake(_threads[cpu]))
                {
                    await _kernel.Retake(site);
                }

                continue;
            }

            // Only this thread writes these: they are its local variables.
            var function = new Address((int)Memory.Peek(_blocks[cpu] + FunctionOffset));
            var argument = new Address((int)Memory.Peek(_blocks[cpu] + ArgumentOffset));
            long before = await _kernel.EnterModule(function);
            await ((WorkFunction)_kernel.Text.Resolve(function).Code)(argument);
            await _kernel.LeaveModule(function, before, 0);
        }
    }

    /// <summary>As the race begins: a thread with nothing to do sleeps already.</summary>
    private void BeginAsleep(int cpu)
    {
        var queue = new WorkqueueStruct(_kernel, Queue);
        if (queue.Address.IsNull || queue.First(cpu).Address.IsNull)
        {
            _threads[cpu].State = TaskState.Interruptible;
            _kernel.Computer.Block(_threads[cpu].Agent, Blocked.Asleep, true);
        }
    }

    /// <summary>The end of one work and the beginning of the next; without one the thread sleeps.</summary>
    private readonly struct TakeBody(WorkerPool pool, int cpu) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = pool._kernel;
            var memory = computer.Memory;
            var block = pool._blocks[cpu];
            var queue = new WorkqueueStruct(kernel, pool.Queue);
            var done = new Address((int)memory.Peek(block + WorkOffset));
            bool ended = !done.IsNull;
            if (ended)
            {
                // Who flushes the queue, or waits for the work, comes after it.
                computer.Release(queue.Address);
                computer.Release(done);
            }

            memory.Poke(block + WorkOffset, 0);
            memory.Poke(block + SequenceOffset, 0);
            if (ended)
            {
                queue.Done.WakeLocked(TaskState.Normal, 0);
            }

            var work = queue.Address.IsNull ? new WorkStruct(kernel, Address.Null) : queue.First(cpu);
            if (work.Address.IsNull)
            {
                if (computer.Recording)
                {
                    computer.Note("worker_thread: no work, sleeps");
                }

                var task = pool._threads[cpu];
                task.State = TaskState.Interruptible;
                kernel.BigKernelLock.DropInSchedule(task);
                kernel.Scheduler.PutToSleep(task);
                return 0;
            }

            if (!computer.Check(work.Address, WorkStruct.Size))
            {
                return 0;
            }

            computer.Acquire(work.Address);
            NoteReading(computer, work);
            memory.Poke(block + WorkOffset, work.Address.Value);
            memory.Poke(block + FunctionOffset, work.Function.Value);
            memory.Poke(block + ArgumentOffset, kernel.Profile.Generation == KernelGeneration.V68 ? work.Address.Value : work.Data.Value);
            memory.Poke(block + SequenceOffset, work.Sequence);
            queue.Remove(work);
            work.IsPending = false;
            if (computer.Recording)
            {
                computer.Note($"run_workqueue: takes {memory.NameOf(work.Address)}");
            }

            return work.Address.Value;
        }

        /// <summary>What a work is to do is read under the queue's lock, with interrupts off, and as plain as PREPARE_WORK writes it.</summary>
        private void NoteReading(Computer computer, WorkStruct work)
        {
            var interrupts = CpuSections.InterruptsOf(pool._kernel.CurrentCpu);
            computer.Acquire(interrupts);
            computer.NoteAccess(work.FunctionWord.Address, Bytes, isWrite: false, isMarked: false);
            if (pool._kernel.Profile.Generation != KernelGeneration.V68)
            {
                computer.NoteAccess(work.DataWord.Address, Bytes, isWrite: false, isMarked: false);
            }

            computer.Release(interrupts);
        }
    }
}
