using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What call_rcu calls once the readers have gone: with the rcu_head. Not in a context that may sleep.</summary>
public delegate KTask RcuCallback(Address head);

/// <summary>
/// RCU: readers who hold nobody up, updaters who wait until the readers that were there have gone, and callbacks that are
/// called then. A machine has it once a module or a stage has asked for it.
/// </summary>
/// <remarks>
/// <para>After kernel/rcupdate.c of 2.6.11 and kernel/rcu/tree.c, tree_plugin.h of 6.8. A read-side section is a stretch
/// without preemption, in a preemptible 6.8 one in which the task may be preempted but must not sleep. Under 2.0's one
/// lock, which has no RCU, nobody is in a section while anybody else runs.</para>
/// <para>Callbacks run with bottom halves off, in a thread of their own (rcuop, as with CONFIG_RCU_NOCB_CPU); 2.6.11 runs
/// them in a tasklet. For the order of accesses, all sections that have ended come before the end of a grace period, also
/// those that it did not wait for: a program that relies on one of these alone is not found.</para>
/// </remarks>
public sealed class ReadCopyUpdate
{
    private const int Bytes = 8;
    private const int TailOffset = Bytes;
    private const int QueuedOffset = 2 * Bytes;
    private const int DoneOffset = 3 * Bytes;
    private const int WaitOffset = 4 * Bytes;
    private const int FunctionOffset = WaitOffset + WaitQueueHead.Size;
    private const int DataSize = FunctionOffset + Bytes;
    private const int MaxTasks = 48;

    private static readonly string[] s_fields = ["", "tail", "queued", "done", "barrier.next", "barrier.prev", "func"];

    private readonly LinuxKernel _kernel;

    // The block of words and the thread, once there are any: made with the machine, and never changed.
    private readonly List<Address> _data = [];
    private readonly List<TaskStruct> _thread = [];

    internal ReadCopyUpdate(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether the machine has it.</summary>
    internal bool InUse => _data.Count != 0;

    /// <summary>Whether readers may be preempted, and are counted task by task.</summary>
    internal bool CountsTasks => _kernel.Profile is { Generation: KernelGeneration.V68, Preemptible: true };

    /// <summary>What ends of sections release, and grace periods acquire.</summary>
    internal Address Data => InUse
        ? _data[0]
        : throw new MachineException("the machine has no RCU: the module must ask for it when it is made (DeclareRcu), a stage with Kernel.Rcu.Require()");

    /// <summary>The callbacks that have been queued and not called yet.</summary>
    internal long Pending => InUse ? Memory.Peek(Data + QueuedOffset) - Memory.Peek(Data + DoneOffset) : 0;

    private KernelMemory Memory => _kernel.Computer.Memory;

    private WaitQueueHead Waiters => new(_kernel, Data + WaitOffset);

    private bool IsUnderTheOneLock => _kernel.BigKernelLock.OnEveryEntry;

    /// <summary>The machine gets RCU, while it is being built.</summary>
    public void Require()
    {
        if (InUse)
        {
            return;
        }

        _data.Add(Memory.Allocate(DataSize, "rcu_data", RegionKind.Control, fields: s_fields));
        Waiters.Initialise();
        _thread.Add(_kernel.AddBoundThread(_kernel.Profile.Generation == KernelGeneration.V68 ? "rcuop/0" : "rcu", 0, RunCallbacks));
    }

    /// <summary>rcu_read_lock(): what is found through RCU pointers stays until the matching unlock. Nests. In any context.</summary>
    public Step<ReadSectionBody> ReadLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Section(true, new Site(file, line, function));

    /// <summary>rcu_read_unlock(). In any context.</summary>
    public Step<ReadSectionBody> ReadUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Section(false, new Site(file, line, function));

    /// <summary>rcu_assign_pointer(pointer, value): what was written before is there for whoever follows it. In any context.</summary>
    public MarkedStep<long> AssignPointer(Shared<long> pointer, Address value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => pointer.StoreRelease(value.Value, file, line, function);

    /// <summary>rcu_dereference(pointer): in a read-side section; its value is good until the end of that. In any context.</summary>
    public Step<DereferenceBody> Dereference(Shared<long> pointer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _kernel.Computer.Announce(Operation.Atomic, pointer.Address, new Site(file, line, function), Bytes);
        return new Step<DereferenceBody>(_kernel.Computer, new DereferenceBody(_kernel, pointer.Address));
    }

    /// <summary>synchronize_rcu(): returns when all readers that were in a section when it began have left. In task context, not atomic, not in a section.</summary>
    public async KTask Synchronize([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Kernel, Data, site);
        if (await new Step<MaySynchronizeBody>(_kernel.Computer, new MaySynchronizeBody(_kernel)) != 0 && !IsUnderTheOneLock)
        {
            await _kernel.GracePeriod.Synchronize(file, line);
        }
    }

    /// <summary>call_rcu(head, function): the function is called with the head when the readers of now have gone. In any context.</summary>
    /// <param name="head">The struct rcu_head, two words, in the object that is to go.</param>
    /// <param name="callback">The address of the function: <see cref="RcuCallback"/>.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    public Step<CallRcuBody> Call(Address head, Address callback, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Work, Data, site);
        return new Step<CallRcuBody>(_kernel.Computer, new CallRcuBody(this, head, callback));
    }

    /// <summary>rcu_barrier(): returns when every callback that was queued before has been called and has returned. In task context, not atomic.</summary>
    public async KTask Barrier([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        long needed = 0;
        while (true)
        {
            _kernel.Computer.Announce(Operation.Wait, Data, site);
            needed = await new Step<BarrierBody>(_kernel.Computer, new BarrierBody(_kernel, this, needed));
            if (needed == 0)
            {
                return;
            }

            await _kernel.Schedule(site, forLock: true);
        }
    }

    /// <summary>The tasks that are in a section now, a bit each. Inside a step.</summary>
    internal long ReaderTasks()
    {
        long mask = 0;
        for (int i = 0; InUse && CountsTasks && i < _kernel.Tasks.Length; i++)
        {
            mask |= _kernel.Tasks[i].ReadSections != 0 ? 1L << Index(_kernel.Tasks[i]) : 0;
        }

        return mask;
    }

    internal int Index(TaskStruct task)
        => task.Index < MaxTasks ? task.Index : throw new MachineException($"RCU is for machines of {MaxTasks} tasks at most");

    /// <summary>Enters or leaves a section. Inside a step.</summary>
    internal void Switch(bool on)
    {
        var computer = _kernel.Computer;
        bool isTask = computer.Agents[computer.Current].Kind == AgentKind.Task;
        if (!on)
        {
            computer.Release(Data);
        }

        if (isTask)
        {
            var task = _kernel.Current;
            if (!on && task.ReadSections == 0)
            {
                computer.Complain("unbalanced-lock", Address.Null, $"{task} calls rcu_read_unlock() outside every read-side section");
                return;
            }

            task.ReadSections += on ? 1 : -1;
            if (CountsTasks)
            {
                if (task.ReadSections == 0)
                {
                    _kernel.GracePeriod.ReaderLeft(Index(task));
                }

                return;
            }
        }

        _kernel.CurrentCpu.PreemptCount += on ? 1 : -1;
        _kernel.Scheduler.Refresh();
    }

    /// <summary>call_rcu's part under the lock of the list. Inside a step.</summary>
    internal void Append(Address head, Address callback)
    {
        var computer = _kernel.Computer;
        if (!computer.Check(head, 2 * Bytes, reads: false))
        {
            return;
        }

        for (var queued = new Address((int)Memory.Peek(Data)); !queued.IsNull; queued = new Address((int)Memory.Peek(queued)))
        {
            if (queued == head)
            {
                computer.Complain("double-free", head, $"call_rcu() is called for {Memory.NameOf(head)} a second time before its callback has run");
                return;
            }
        }

        computer.Release(head);
        var tail = new Address((int)Memory.Peek(Data + TailOffset));
        if (!tail.IsNull && !computer.Check(tail, Bytes))
        {
            return;
        }

        Memory.Write(head, 0L);
        Memory.Write(head + Bytes, (long)callback.Value);
        Memory.Write(tail.IsNull ? Data : tail, (long)head.Value);
        Memory.Poke(Data + TailOffset, head.Value);
        Memory.Poke(Data + QueuedOffset, Memory.Peek(Data + QueuedOffset) + 1);
        _kernel.Scheduler.TryToWakeUp(_thread[0], TaskState.Normal);
    }

    /// <summary>Takes all that is on the list; the thread sleeps if that is nothing. Inside a step.</summary>
    internal long TakeBatch()
    {
        long first = Memory.Peek(Data);
        if (first == 0)
        {
            _thread[0].State = TaskState.Interruptible;
            _kernel.BigKernelLock.DropInSchedule(_thread[0]);
            _kernel.Scheduler.PutToSleep(_thread[0]);
        }

        Memory.Poke(Data, 0);
        Memory.Poke(Data + TailOffset, 0);
        return first;
    }

    /// <summary>The next callback of the batch: its function is kept, the link is the result. Inside a step.</summary>
    internal long TakeCallback(Address head)
    {
        _kernel.Computer.Acquire(head);
        Memory.Poke(Data + FunctionOffset, Memory.Peek(head + Bytes));
        return Memory.Peek(head);
    }

    /// <summary>A callback has returned: those who wait at a barrier look again. Inside a step.</summary>
    internal void CallbackDone()
    {
        _kernel.Computer.Release(Data);
        Memory.Poke(Data + DoneOffset, Memory.Peek(Data + DoneOffset) + 1);
        Waiters.WakeLocked(TaskState.Normal, 0);
    }

    /// <summary>rcu_barrier's look: 0 once <paramref name="needed"/> callbacks are done (0: as many as are queued now), else how many must be.</summary>
    internal long LookAtBarrier(long needed)
    {
        var task = _kernel.Current;
        needed = needed != 0 ? needed : Memory.Peek(Data + QueuedOffset);
        if (Memory.Peek(Data + DoneOffset) >= needed)
        {
            _kernel.Computer.Acquire(Data);
            Waiters.RemoveLocked(task);
            task.State = TaskState.Running;
            return 0;
        }

        Waiters.AddLocked(task, exclusive: false);
        task.State = TaskState.Uninterruptible;
        return needed;
    }

    private Step<ReadSectionBody> Section(bool on, Site site)
    {
        _kernel.Computer.At(site);
        _ = Data;
        _kernel.Computer.Announce(Operation.Mask, Address.Null, site);
        return new Step<ReadSectionBody>(_kernel.Computer, new ReadSectionBody(this, on));
    }

    /// <summary>The thread that calls back.</summary>
    private async KTask RunCallbacks()
    {
        var site = new Site("tree.c", 1, "rcu_do_batch");
        var thread = _thread[0];
        if (Memory.Peek(Data) == 0)
        {
            thread.State = TaskState.Interruptible;
            _kernel.Computer.Block(thread.Agent, Blocked.Asleep, true);
        }

        if (IsUnderTheOneLock)
        {
            await _kernel.Retake(site);
        }

        while (true)
        {
            _kernel.Computer.Announce(Operation.Work, Data, site);
            long batch = await new Step<TakeBatchBody>(_kernel.Computer, new TakeBatchBody(this));
            _kernel.Computer.LoopHead(thread.Agent, batch, 0);
            if (batch != 0)
            {
                await RunBatch(new Address((int)batch), site);
            }
            else if (_kernel.BigKernelLock.MustRetake(thread))
            {
                await _kernel.Retake(site);
            }
        }
    }

    private async KTask RunBatch(Address head, Site site)
    {
        if (!IsUnderTheOneLock)
        {
            await _kernel.GracePeriod.Synchronize(site.File!, site.Line);
        }

        await _kernel.SoftIrqs.LocalBhDisable(site.File!, site.Line, site.Function!);
        while (!head.IsNull)
        {
            // The link and the function are read before the call: it may free what they lie in.
            _kernel.Computer.Announce(Operation.Work, head, site, 2 * Bytes);
            var next = new Address((int)await new Step<TakeCallbackBody>(_kernel.Computer, new TakeCallbackBody(this, head)));

            // Only this thread writes it: its local variable.
            var function = new Address((int)Memory.Peek(Data + FunctionOffset));
            long before = await _kernel.EnterModule(function);
            await ((RcuCallback)_kernel.Text.Resolve(function).Code)(head);
            await _kernel.LeaveModule(function, before, 0);
            _kernel.Computer.Announce(Operation.Work, Data, site);
            await new Step<CallbackDoneBody>(_kernel.Computer, new CallbackDoneBody(this));
            head = next;
        }

        await _kernel.SoftIrqs.LocalBhEnable(site.File!, site.Line, site.Function!);
    }
}
