using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of tasklet_schedule and tasklet_hi_schedule: 1, or 0 if it was scheduled already.</summary>
public readonly struct ScheduleTaskletBody : IStepBody
{
    private readonly Tasklets _owner;
    private readonly TaskletStruct _tasklet;
    private readonly SoftIrq _number;

    internal ScheduleTaskletBody(Tasklets owner, TaskletStruct tasklet, SoftIrq number)
    {
        _owner = owner;
        _tasklet = tasklet;
        _number = number;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        computer.Release(_tasklet.Address);
        bool isNew = !_tasklet.IsScheduled;
        if (isNew)
        {
            _tasklet.IsScheduled = true;
            if (_owner.MaySchedule())
            {
                var cpu = _owner.Kernel.CurrentCpu;
                _owner.Enqueue(_tasklet, cpu.Id, _number);
                _owner.Raise(cpu, _number);
            }
            else
            {
                _tasklet.List = TaskletStruct.Starved;
            }
        }

        if (computer.Recording)
        {
            string call = _number == SoftIrq.Hi ? "tasklet_hi_schedule" : "tasklet_schedule";
            computer.Note($"{call}({computer.Memory.NameOf(_tasklet.Address)}){(isNew ? "" : ": is scheduled already")}");
        }

        return isNew ? 1 : 0;
    }
}

/// <summary>The body of tasklet_init.</summary>
public readonly struct InitTaskletBody : IStepBody
{
    private readonly TaskletStruct _tasklet;
    private readonly Address _function;
    private readonly Address _data;

    internal InitTaskletBody(TaskletStruct tasklet, Address function, Address data)
    {
        _tasklet = tasklet;
        _function = function;
        _data = data;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (!computer.Check(_tasklet.Address, TaskletStruct.Size, reads: false))
        {
            return 0;
        }

        computer.Memory.SetShadow(_tasklet.Address, TaskletStruct.Size, Shadow.Live);
        _tasklet.Initialise(_function, _data, count: 0);
        if (computer.Recording)
        {
            computer.Note($"tasklet_init({computer.Memory.NameOf(_tasklet.Address)})");
        }

        return 0;
    }
}

/// <summary>The body of tasklet_disable_nosync and tasklet_enable: gives how often it is disabled now.</summary>
public readonly struct CountTaskletBody : IStepBody
{
    private readonly Tasklets _owner;
    private readonly TaskletStruct _tasklet;
    private readonly bool _disable;

    internal CountTaskletBody(Tasklets owner, TaskletStruct tasklet, bool disable)
    {
        _owner = owner;
        _tasklet = tasklet;
        _disable = disable;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        computer.Release(_tasklet.Address);
        _tasklet.Count += _disable ? 1 : -1;
        if (_tasklet.Count == 0)
        {
            _owner.Kick(_tasklet);
        }

        if (computer.Recording)
        {
            computer.Note($"{(_disable ? "tasklet_disable" : "tasklet_enable")}({computer.Memory.NameOf(_tasklet.Address)}): count {_tasklet.Count}");
        }

        return _tasklet.Count;
    }
}

/// <summary>
/// The next tasklet of tasklet_action: its address with RUN set and SCHED cleared, 0 if there is none or it went back to the
/// list, -1 after a fault.
/// </summary>
internal readonly struct TakeTaskletBody(Tasklets owner, int cpu, SoftIrq number, bool isFirst) : IStepBody
{
    public long Run(Computer computer)
    {
        var memory = computer.Memory;
        var block = owner.BlockOf(cpu, number);
        if (isFirst)
        {
            memory.Poke(block + Tasklets.TakenOffset, memory.Peek(block));
            memory.Poke(block, 0);
        }

        var tasklet = new TaskletStruct(owner.Kernel, new Address((int)memory.Peek(block + Tasklets.TakenOffset)));
        if (tasklet.Address.IsNull)
        {
            return 0;
        }

        if (!computer.Check(tasklet.Address, TaskletStruct.Size))
        {
            return -1;
        }

        memory.Poke(block + Tasklets.TakenOffset, tasklet.Next.Value);
        tasklet.Next = Address.Null;
        bool isBusy = tasklet.IsRunning;
        if (isBusy || tasklet.Count != 0)
        {
            owner.Enqueue(tasklet, cpu, number);
            Note(computer, tasklet, isBusy ? "runs on another CPU" : "is disabled");
            return 0;
        }

        computer.Acquire(tasklet.Address);
        tasklet.IsRunning = owner.Kernel.Profile.IsSmp;
        tasklet.IsScheduled = false;
        tasklet.List = 0;
        memory.Poke(block + Tasklets.RunningOffset, tasklet.Address.Value);
        memory.Poke(block + Tasklets.FunctionOffset, tasklet.Function.Value);
        memory.Poke(block + Tasklets.DataOffset, tasklet.Data.Value);
        owner.Kernel.HandlerWaits.Refresh();
        Note(computer, tasklet, "runs");
        return tasklet.Address.Value;
    }

    private static void Note(Computer computer, TaskletStruct tasklet, string what)
    {
        if (computer.Recording)
        {
            computer.Note($"tasklet_action: {computer.Memory.NameOf(tasklet.Address)} {what}");
        }
    }
}

/// <summary>tasklet_unlock: the function has returned. On one CPU the tasklet itself is not touched any more.</summary>
internal readonly struct EndTaskletBody(Tasklets owner, TaskletStruct tasklet, Address block) : IStepBody
{
    public long Run(Computer computer)
    {
        computer.Release(tasklet.Address);
        computer.Memory.Poke(block + Tasklets.RunningOffset, 0);
        if (owner.Kernel.Profile.IsSmp)
        {
            tasklet.IsRunning = false;
            owner.Kick(tasklet);
            owner.Kernel.HandlerWaits.Refresh();
        }

        if (computer.Recording)
        {
            computer.Note($"tasklet_action: {computer.Memory.NameOf(tasklet.Address)} has run");
        }

        return 0;
    }
}

/// <summary>test_and_set_bit(SCHED) of tasklet_kill: 1 if it was clear, so that nobody can schedule it now.</summary>
internal readonly struct TrySchedBody(Tasklets owner, TaskletStruct tasklet) : IStepBody
{
    public long Run(Computer computer)
    {
        AtomicContext.Refuses(owner.Kernel, "tasklet_kill()");
        bool isOurs = tasklet.CanBeKilled;
        if (isOurs)
        {
            tasklet.IsScheduled = true;
            tasklet.List = 0;
        }

        if (computer.Recording)
        {
            computer.Note($"tasklet_kill({computer.Memory.NameOf(tasklet.Address)}): {(isOurs ? "is not scheduled" : "is still scheduled")}");
        }

        return isOurs ? 1 : 0;
    }
}

/// <summary>The CPU given away while a tasklet is waited for: always, or only if it runs now.</summary>
internal readonly struct YieldBody(Tasklets owner, string call, TaskletStruct tasklet, bool waits) : IStepBody
{
    public long Run(Computer computer)
    {
        if (AtomicContext.Refuses(owner.Kernel, call) || !(waits || tasklet.IsRunning))
        {
            return 0;
        }

        var task = owner.Kernel.Current;
        owner.Kernel.BigKernelLock.DropInSchedule(task);
        owner.Kernel.Scheduler.Yield(task);
        if (computer.Recording)
        {
            computer.Note($"{call}: waits");
        }

        return 1;
    }
}

/// <summary>Going on once what was waited for is so.</summary>
internal readonly struct WaitedBody(string call) : IStepBody
{
    public long Run(Computer computer)
    {
        if (computer.Recording)
        {
            computer.Note($"{call}: goes on");
        }

        return 0;
    }
}

/// <summary>tasklet_unlock_wait, once the function does not run; tasklet_kill clears SCHED with it.</summary>
internal readonly struct UnlockWaitBody(Tasklets owner, TaskletStruct tasklet, bool kills) : IStepBody
{
    public long Run(Computer computer)
    {
        computer.Acquire(tasklet.Address);
        if (kills)
        {
            tasklet.IsScheduled = false;
            owner.Kernel.HandlerWaits.Refresh();
        }

        if (computer.Recording)
        {
            computer.Note($"{(kills ? "tasklet_kill" : "tasklet_disable")}({computer.Memory.NameOf(tasklet.Address)}): does not run");
        }

        return 0;
    }
}
