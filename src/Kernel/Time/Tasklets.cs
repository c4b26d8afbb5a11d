using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Tasklets: functions that a CPU runs soon, once, in a softirq. There is nothing of them on a machine unless somebody
/// declares one.
/// </summary>
/// <remarks>
/// <para>After kernel/softirq.c of 2.6.11: scheduling one that is scheduled already does nothing; it runs on the CPU that
/// scheduled it, after SCHED is cleared, so that it may be scheduled again from its own function and meanwhile; RUN keeps
/// it from running on two CPUs at once; one that is disabled or runs elsewhere goes back to the list. What the kernel does
/// then, raising the softirq again and again until it can run, is raised here when it can: by tasklet_enable and by the end
/// of the function. A list is last in, first out, as there; in 6.8 first in, first out.</para>
/// <para>2.0 has no tasklets; there their bodies of 2.6.11 run under its one lock.</para>
/// </remarks>
public sealed class Tasklets
{
    /// <summary>How often tasklets may schedule tasklets in a run, unless the scenario says otherwise.</summary>
    public const int DefaultSchedules = 8;

    internal const int TakenOffset = Bytes;
    internal const int RunningOffset = 2 * Bytes;
    internal const int FunctionOffset = 3 * Bytes;
    internal const int DataOffset = 4 * Bytes;

    private const int Bytes = 8;
    private const int BlockSize = 5 * Bytes;
    private const int MaxKernelFunctions = 8;

    private readonly LinuxKernel _kernel;
    private readonly List<Address> _blocks = [];
    private readonly List<KSoftIrqd> _threads = [];
    private readonly List<Address> _budget = [];
    private readonly List<Address> _text = [];
    private readonly List<Address> _functions = [];

    internal Tasklets(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether the machine has tasklets.</summary>
    public bool InUse => _blocks.Count != 0;

    /// <summary>How often tasklets may still schedule tasklets in this run.</summary>
    public long SchedulesLeft => Memory.Peek(_budget[0]);

    internal LinuxKernel Kernel => _kernel;

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>
    /// How often tasklets may schedule tasklets in a run, while the stage is being built: what is scheduled from a tasklet
    /// beyond that does not run any more, so that one that schedules itself for ever has an end.
    /// </summary>
    public void SetBudget(int schedules)
    {
        Require();
        Memory.Poke(_budget[0], schedules);
    }

    /// <summary>Whether the tasklet's function runs now, on some CPU. Inside a step, or for the clauses of a scenario.</summary>
    public bool IsRunning(TaskletStruct tasklet)
    {
        foreach (var block in _blocks)
        {
            if (Memory.Peek(block + RunningOffset) == tasklet.Address.Value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The machine gets tasklets, while it is being built.</summary>
    public void Require()
    {
        if (InUse)
        {
            return;
        }

        _kernel.SoftIrqs.Open(SoftIrq.Hi, cpu => Action(cpu, SoftIrq.Hi));
        _kernel.SoftIrqs.Open(SoftIrq.Tasklet, cpu => Action(cpu, SoftIrq.Tasklet));
        foreach (var cpu in _kernel.Cpus)
        {
            _blocks.Add(Memory.Allocate(BlockSize, $"tasklet_hi_vec({cpu.Id})", RegionKind.Control));
            _blocks.Add(Memory.Allocate(BlockSize, $"tasklet_vec({cpu.Id})", RegionKind.Control));
            _threads.Add(new KSoftIrqd(_kernel, cpu.Id));
        }

        _budget.Add(Memory.Allocate(Bytes, "tasklet schedules left", RegionKind.Control));
        Memory.Poke(_budget[0], DefaultSchedules);
        _text.Add(_kernel.Text.NewRegion("kernel", MaxKernelFunctions, Shadow.Live));
    }

    /// <summary>
    /// DECLARE_TASKLET of the kernel's own, while the machine is being built: its function is the kernel's and never goes.
    /// </summary>
    public TaskletStruct Declare(string symbol, TaskletCallback function, Address data = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        Require();
        if (_functions.Count == MaxKernelFunctions)
        {
            throw new MachineException($"more than {MaxKernelFunctions} tasklets of the kernel's own");
        }

        _functions.Add(_kernel.Text.Add(_text[0], _functions.Count, function.Method.Name, function));
        var tasklet = new TaskletStruct(_kernel, Memory.Allocate(TaskletStruct.Size, symbol, RegionKind.KernelData, fields: TaskletStruct.Fields));
        tasklet.Initialise(_functions[^1], data, count: 0);
        return tasklet;
    }

    /// <summary>tasklet_schedule(tasklet), or tasklet_hi_schedule: 1, or 0 if it was scheduled already. In any context.</summary>
    public Step<ScheduleTaskletBody> Schedule(TaskletStruct tasklet, Site site, bool high = false)
    {
        Announce(Operation.Tasklet, tasklet, site);
        return new Step<ScheduleTaskletBody>(_kernel.Computer, new ScheduleTaskletBody(this, tasklet, high ? SoftIrq.Hi : SoftIrq.Tasklet));
    }

    /// <summary>tasklet_init. In any context.</summary>
    internal Step<InitTaskletBody> Init(TaskletStruct tasklet, Address function, Address data, Site site)
    {
        _kernel.Computer.Announce(Operation.Tasklet, tasklet.Address, site);
        return new Step<InitTaskletBody>(_kernel.Computer, new InitTaskletBody(tasklet, function, data));
    }

    /// <summary>tasklet_disable_nosync and tasklet_enable. In any context.</summary>
    internal Step<CountTaskletBody> CountUp(TaskletStruct tasklet, bool disable, Site site)
    {
        Announce(Operation.Tasklet, tasklet, site);
        return new Step<CountTaskletBody>(_kernel.Computer, new CountTaskletBody(this, tasklet, disable));
    }

    /// <summary>tasklet_disable: when it returns the function neither runs nor begins to. 6.8 sleeps, 2.6.11 turns round.</summary>
    internal async KTask Disable(TaskletStruct tasklet, Site site)
    {
        await CountUp(tasklet, disable: true, site);
        if (_kernel.Profile.Generation == KernelGeneration.V68)
        {
            await Yield("tasklet_disable()", tasklet, Operation.TaskletWait, site);
        }

        await UnlockWait(tasklet, kills: false, site);
    }

    /// <summary>tasklet_kill: waits until it is no longer scheduled, and then until it no longer runs. In task context, not atomic.</summary>
    internal async KTask Kill(TaskletStruct tasklet, Site site)
    {
        Announce(Operation.Tasklet, tasklet, site);
        while (await new Step<TrySchedBody>(_kernel.Computer, new TrySchedBody(this, tasklet)) == 0)
        {
            await Yield("tasklet_kill()", tasklet, Operation.TaskletKill, site);
            Announce(Operation.Tasklet, tasklet, site);
        }

        await UnlockWait(tasklet, kills: true, site);
    }

    /// <summary>Whether a CPU has none scheduled, runs none, and its thread sleeps. Inside a step.</summary>
    internal bool IsAtRest(int cpu)
        => !_kernel.SoftIrqs.IsBusy(cpu)
            && !_threads[cpu].IsAwake
            && Memory.Peek(BlockOf(cpu, SoftIrq.Hi)) == 0
            && Memory.Peek(BlockOf(cpu, SoftIrq.Tasklet)) == 0;

    /// <summary>What a CPU keeps for its tasklets: the list, and the local variables of tasklet_action.</summary>
    internal Address BlockOf(int cpu, SoftIrq number) => _blocks[(2 * cpu) + (number == SoftIrq.Hi ? 0 : 1)];

    /// <summary>Puts one on a list. Inside a step.</summary>
    internal void Enqueue(TaskletStruct tasklet, int cpu, SoftIrq number)
    {
        var link = BlockOf(cpu, number);
        if (_kernel.Profile.Generation == KernelGeneration.V68)
        {
            while (Memory.Peek(link) is var next && next != 0)
            {
                link = new Address((int)next);
            }
        }

        tasklet.Next = new Address((int)Memory.Peek(link));
        tasklet.List = (2 * cpu) + (number == SoftIrq.Hi ? 0 : 1) + 1;
        Memory.Poke(link, tasklet.Address.Value);
    }

    /// <summary>raise_softirq_irqoff on the current CPU: outside interrupts its thread is woken, since nobody else may come by. Inside a step.</summary>
    internal void Raise(CpuActor cpu, SoftIrq number)
    {
        _kernel.SoftIrqs.Raise(cpu.Id, number);
        if (!SoftIrqs.InInterrupt(cpu))
        {
            _threads[cpu.Id].Wake();
        }
    }

    /// <summary>
    /// One that waits on a list can run now: what ksoftirqd of that CPU, which would have looked all the time, finds. Inside a step.
    /// </summary>
    internal void Kick(TaskletStruct tasklet)
    {
        if (!tasklet.IsScheduled || tasklet.List <= 0)
        {
            return;
        }

        int cpu = (int)(tasklet.List - 1) / 2;
        var number = (tasklet.List - 1) % 2 == 0 ? SoftIrq.Hi : SoftIrq.Tasklet;
        if (_kernel.SoftIrqs.IsPending(cpu, number))
        {
            return;
        }

        _kernel.SoftIrqs.Raise(cpu, number);
        if (!_kernel.SoftIrqs.IsRunning(cpu))
        {
            _threads[cpu].Wake();
        }
    }

    /// <summary>Whether a tasklet may schedule one more; counts it. Inside a step.</summary>
    internal bool MaySchedule()
    {
        if (_kernel.Computer.Agents[_kernel.Computer.Current].Kind != AgentKind.SoftInterrupt || !RunsOne(_kernel.CurrentCpu.Id))
        {
            return true;
        }

        long left = Memory.Peek(_budget[0]);
        Memory.Poke(_budget[0], Math.Max(left - 1, 0));
        return left > 0;
    }

    /// <summary>The first scheduled one that lies in a module or leads into it. Inside a step.</summary>
    internal TaskletStruct? FindScheduled(KernelModule module)
    {
        foreach (var block in _blocks)
        {
            foreach (var head in (ReadOnlySpan<Address>)[block, block + TakenOffset])
            {
                var tasklet = new TaskletStruct(_kernel, new Address((int)Memory.Peek(head)));
                while (!tasklet.Address.IsNull)
                {
                    if (module.Contains(tasklet.Address) || module.Contains(tasklet.Function))
                    {
                        return tasklet;
                    }

                    tasklet = new TaskletStruct(_kernel, tasklet.Next);
                }
            }
        }

        return null;
    }

    private bool RunsOne(int cpu)
        => Memory.Peek(BlockOf(cpu, SoftIrq.Hi) + RunningOffset) != 0 || Memory.Peek(BlockOf(cpu, SoftIrq.Tasklet) + RunningOffset) != 0;

    private void Announce(Operation operation, TaskletStruct tasklet, Site site)
        => _kernel.Computer.Announce(operation, tasklet.Address, site, Bytes);

    private async KTask UnlockWait(TaskletStruct tasklet, bool kills, Site site)
    {
        Announce(Operation.TaskletWait, tasklet, site);
        _kernel.HandlerWaits.Refresh();
        await new Step<UnlockWaitBody>(_kernel.Computer, new UnlockWaitBody(this, tasklet, kills));
    }

    /// <summary>Gives the CPU away until what is waited for is so, if it is not.</summary>
    private async KTask Yield(string call, TaskletStruct tasklet, Operation wait, Site site)
    {
        _kernel.Computer.Announce(Operation.Sleep, tasklet.Address, site);
        if (await new Step<YieldBody>(_kernel.Computer, new YieldBody(this, call, tasklet, wait == Operation.TaskletKill)) == 0)
        {
            return;
        }

        Announce(wait, tasklet, site);
        _kernel.HandlerWaits.Refresh();
        await new Step<WaitedBody>(_kernel.Computer, new WaitedBody(call));
        if (_kernel.CurrentOrNull is { } task && _kernel.BigKernelLock.MustRetake(task))
        {
            await _kernel.Retake(site);
        }
    }

    /// <summary>tasklet_action, tasklet_hi_action.</summary>
    private async KTask<int> Action(int cpu, SoftIrq number)
    {
        var site = new Site("softirq.c", 2, number == SoftIrq.Hi ? "tasklet_hi_action" : "tasklet_action");
        var block = BlockOf(cpu, number);
        bool isFirst = true;
        do
        {
            _kernel.Computer.Announce(Operation.Tasklet, block, site);
            long taken = await new Step<TakeTaskletBody>(_kernel.Computer, new TakeTaskletBody(this, cpu, number, isFirst));
            isFirst = false;
            if (taken < 0)
            {
                await _kernel.SoftIrqs.Panic();
            }

            if (taken > 0)
            {
                // Only this CPU's softirq writes these: they are its local variables.
                await Call(new Address((int)Memory.Peek(block + FunctionOffset)), new Address((int)Memory.Peek(block + DataOffset)));
                var tasklet = new TaskletStruct(_kernel, new Address((int)taken));
                _kernel.Computer.Announce(Operation.Tasklet, tasklet.Address, site, _kernel.Profile.IsSmp ? Bytes : 0);
                await new Step<EndTaskletBody>(_kernel.Computer, new EndTaskletBody(this, tasklet, block));
            }
        }
        while (Memory.Peek(block + TakenOffset) != 0);

        return 0;
    }

    private async KTask Call(Address function, Address data)
    {
        var target = _kernel.Text.Resolve(function);
        var code = (TaskletCallback)target.Code;
        if (target.Region == _text[0])
        {
            await code(data);
            return;
        }

        long before = await _kernel.EnterModule(function);
        await code(data);
        await _kernel.LeaveModule(function, before, 0);
    }
}
