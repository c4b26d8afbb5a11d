using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Which task has which CPU. Whom a CPU runs is never a choice of its own: a runnable task without a CPU is enabled as
/// long as some CPU would take it, and gets that CPU with its next step.
/// </summary>
/// <remarks>
/// After kernel/sched.c of 2.6.11: a task in user mode can always be preempted; one in the kernel only if the kernel is
/// preemptible, its preempt count is 0 and interrupts are on, and then it keeps its state and stays runnable.
/// </remarks>
public sealed class Scheduler : IDispatcher
{
    // So few tasks are told sooner than it is found out which of them to tell.
    private const int FewTasks = 8;

    private readonly Computer _computer;
    private readonly LinuxKernel _kernel;

    // Whether some CPU would take a task when all tasks were last told, and those that have come to a CPU or left it since:
    // nobody else needs to be told again as long as the answer is the same.
    private readonly Derived _told;
    private readonly List<TaskStruct> _moved = [];

    // Those without a CPU for whom any would do, as long as it is known who was told what.
    private readonly AgentSet _waiting = new();

    internal Scheduler(Computer computer, LinuxKernel kernel)
    {
        _computer = computer;
        _kernel = kernel;
        _told = new Derived(computer.Memory);
        computer.Dispatcher = this;
    }

    private ReadOnlySpan<CpuActor> Cpus => _kernel.Cpus;

    private bool HasMany => _kernel.Tasks.Length > FewTasks;

    /// <summary>
    /// Gives each task a CPU of its own as far as they go: how the race begins. Where interrupts make CPUs differ, which
    /// task is on which is for the first step of each to choose.
    /// </summary>
    public void PlaceAll()
    {
        bool allAlike = !_kernel.CpusMayDiffer || Cpus.Length == 1;
        foreach (var cpu in Cpus)
        {
            cpu.Task = -1;
        }

        int next = 0;
        foreach (var task in _kernel.Tasks)
        {
            // A kernel thread that has not begun holds no CPU: which of them gets one first is open.
            bool takesPart = _computer.Agents[task.Agent].Body is not null && !_computer.InKernel(task.Agent);
            _computer.SetCpu(task.Agent, -1);
            if (allAlike && takesPart && next < Cpus.Length)
            {
                Cpus[next].Task = task.Agent;
                _computer.SetCpu(task.Agent, next);
                next++;
            }
        }

        Refresh();
    }

    /// <inheritdoc/>
    public void Dispatch(int agent)
    {
        int target = ChooseAmongKinds(_computer.LastCpuOf(agent), _kernel.TaskOf(agent).AllowedCpus);
        if (target < 0)
        {
            throw new MachineException($"no CPU for {_computer.Agents[agent].Name}, although it was enabled");
        }

        var cpu = Cpus[target];
        if (cpu.Task >= 0)
        {
            Move(_kernel.TaskOf(cpu.Task), -1);
        }

        // The interrupt flag and the preempt count are the task's: they go and come with it.
        var task = _kernel.TaskOf(agent);
        cpu.Task = agent;
        cpu.IrqsOff = task.SavedIrqsOff;
        cpu.PreemptCount = task.SavedPreemptCount;
        Move(task, target);
        _kernel.Interrupts.Refresh();
        Refresh();
    }

    /// <inheritdoc/>
    public void Retire(int agent)
    {
        LeaveCpu(agent);
        Refresh();
    }

    /// <summary>
    /// What do_exit does for a task that the kernel has broken under: its CPU and the big kernel lock are free. What else it holds
    /// stays as it is, and its files stay open.
    /// </summary>
    public void Bury(TaskStruct task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _kernel.BigKernelLock.DropInSchedule(task);
        Retire(task.Agent);
    }

    /// <summary>The task stops running until it is woken.</summary>
    public void PutToSleep(TaskStruct task)
    {
        ArgumentNullException.ThrowIfNull(task);
        LeaveCpu(task.Agent);
        _computer.Block(task.Agent, Blocked.Asleep, true);
        Refresh();
    }

    /// <summary>The task gives its CPU away but stays runnable.</summary>
    public void Yield(TaskStruct task)
    {
        ArgumentNullException.ThrowIfNull(task);
        LeaveCpu(task.Agent);
        Refresh();
    }

    /// <summary>
    /// try_to_wake_up: a task in one of the states of <paramref name="mask"/> becomes runnable, and the CPU it was on is
    /// told. Inside a step only.
    /// </summary>
    /// <returns>Whether it was asleep.</returns>
    public bool TryToWakeUp(TaskStruct task, TaskState mask)
    {
        ArgumentNullException.ThrowIfNull(task);
        if ((task.State & mask) == 0)
        {
            return false;
        }

        task.State = TaskState.Running;
        _computer.Release(task.Address);
        if ((_computer.BlockedBy(task.Agent) & Blocked.Asleep) == 0)
        {
            // It has not got as far as giving the CPU away: it will find itself running.
            return true;
        }

        _computer.AcquireFor(task.Agent, task.Address);

        int here = _computer.CpuOf(_computer.Current);
        int there = WakeTarget(_computer.LastCpuOf(task.Agent), task.AllowedCpus);
        if (here == there || here < 0)
        {
            LookAtRunQueue();
        }
        else
        {
            Cpus[here].Send(MessageKind.Reschedule, Cpus[there].Number, task.Agent);
        }

        return true;
    }

    /// <summary>
    /// A task is back in user mode: where interrupts make CPUs differ, it may go on on any of them.
    /// </summary>
    internal void BackInUserMode(int agent)
    {
        if (_kernel.CpusMayDiffer && Cpus.Length > 1)
        {
            LeaveCpu(agent);
        }

        Refresh();
    }

    /// <summary>A CPU looks for tasks that were made runnable.</summary>
    public void LookAtRunQueue()
    {
        foreach (var task in _kernel.Tasks)
        {
            if ((_computer.BlockedBy(task.Agent) & Blocked.Asleep) != 0 && task.State == TaskState.Running)
            {
                _computer.Block(task.Agent, Blocked.Asleep, false);
            }
        }

        Refresh();
    }

    /// <summary>
    /// Who could be given a CPU may have changed: a CPU became idle or preemptible, or ceased to be.
    /// </summary>
    public void Refresh()
    {
        // What is enabled follows from what ReadConditions reads: keeping it up to date is no access of the step.
        bool on = _computer.PauseFootprint();
        if (HasMany && _told.IsKnown)
        {
            RefreshMoved();
        }
        else
        {
            RefreshAll();
        }

        _kernel.StopMachine.Refresh();
        _computer.ResumeFootprint(on);
        _kernel.GracePeriod.Refresh();
    }

    /// <summary>Tells those for whom something has changed: who came to a CPU or left it, and, where it is another answer, all who wait.</summary>
    private void RefreshMoved()
    {
        bool available = Choose(-1, TaskStruct.AllCpus) >= 0;
        foreach (var task in _moved)
        {
            if (task.AllowedCpus == TaskStruct.AllCpus)
            {
                _computer.Block(task.Agent, Blocked.NoCpu, !available && _computer.CpuOf(task.Agent) < 0);
            }
        }

        _moved.Clear();
        if (available != (_told.Value != 0))
        {
            _told.Set(available ? 1 : 0);
            _computer.BlockForCpu(_waiting, !available);
        }

        // Which CPU they may have is another question for each of these.
        foreach (var task in _kernel.BoundTasks)
        {
            _computer.Block(task.Agent, Blocked.NoCpu, _computer.CpuOf(task.Agent) < 0 && Choose(-1, task.AllowedCpus) < 0);
        }
    }

    private void RefreshAll()
    {
        bool isKept = HasMany && _computer.Memory.Epoch != 0;
        bool? available = isKept ? Choose(-1, TaskStruct.AllCpus) >= 0 : null;
        if (isKept)
        {
            _told.Set(available == true ? 1 : 0);
            _moved.Clear();
            _waiting.Clear();
        }
        else
        {
            _told.Forget();
        }

        foreach (var task in _kernel.Tasks)
        {
            bool hasCpu = _computer.CpuOf(task.Agent) >= 0;
            bool isRefused = false;
            if (!hasCpu)
            {
                isRefused = task.AllowedCpus != TaskStruct.AllCpus
                    ? Choose(-1, task.AllowedCpus) < 0
                    : !(available ??= Choose(-1, TaskStruct.AllCpus) >= 0);
            }

            _computer.Block(task.Agent, Blocked.NoCpu, isRefused);
            if (isKept)
            {
                NoteWaiting(task, !hasCpu);
            }
        }
    }

    private void Move(TaskStruct task, int cpu)
    {
        _computer.SetCpu(task.Agent, cpu);
        if (_told.IsKnown)
        {
            _moved.Add(task);
            NoteWaiting(task, cpu < 0);
        }
    }

    private void NoteWaiting(TaskStruct task, bool waits)
    {
        if (task.AllowedCpus == TaskStruct.AllCpus)
        {
            _waiting.Set(task.Agent, waits);
        }
    }

    /// <inheritdoc/>
    public void ReadConditions(int agent)
    {
        switch (_computer.Agents[agent].Kind)
        {
            case AgentKind.Task when (_computer.BlockedBy(agent) & (Blocked.Asleep | Blocked.Finished | Blocked.Dead)) == 0:
                if (_computer.CpuOf(agent) < 0)
                {
                    Choose(_computer.LastCpuOf(agent), _kernel.TaskOf(agent).AllowedCpus);
                }

                switch (_computer.PendingOperation(agent))
                {
                    case Operation.StopMachine:
                        _kernel.StopMachine.ReadConditions(agent);
                        break;
                    case var operation when HandlerWaits.IsWait(operation):
                        _kernel.HandlerWaits.ReadConditions(agent);
                        break;
                }

                break;
            case AgentKind.Interrupt or AgentKind.SoftInterrupt when HandlerWaits.IsWait(_computer.PendingOperation(agent)):
                _kernel.HandlerWaits.ReadConditions(agent);
                break;
            case AgentKind.Interrupt:
                _kernel.Interrupts.ReadConditions(agent);
                break;
            case AgentKind.Clock:
                _kernel.Timers.ReadClockConditions();
                break;
            case AgentKind.Source:
                _kernel.Keyboard.ReadConditions(agent);
                break;
        }
    }

    /// <summary>Whether a CPU has come to a standstill as stop_machine wants it: idle, in user mode, or preemptible.</summary>
    internal bool IsQuiescent(CpuActor cpu) => WouldTake(cpu);

    private void LeaveCpu(int agent)
    {
        int number = _computer.CpuOf(agent);
        if (number >= 0 && _computer.Agents[agent].Kind == AgentKind.Task)
        {
            var cpu = Cpus[number];
            var task = _kernel.TaskOf(agent);
            task.SavedIrqsOff = cpu.IrqsOff;
            task.SavedPreemptCount = cpu.PreemptCount;
            cpu.Task = -1;
            cpu.IrqsOff = false;
            cpu.PreemptCount = 0;
            Move(task, -1);
            _kernel.Interrupts.Refresh();
        }
    }

    private static bool Allows(uint allowed, CpuActor cpu) => (allowed & (1u << cpu.Id)) != 0;

    private int WakeTarget(int last, uint allowed)
    {
        if (Cpus[last].IsIdle && Allows(allowed, Cpus[last]))
        {
            return last;
        }

        foreach (var cpu in Cpus)
        {
            if (cpu.IsIdle && Allows(allowed, cpu))
            {
                return cpu.Id;
            }
        }

        return last;
    }

    // CPUs that interrupts make different are offered as a choice, one of each kind: whether a handler runs above a task
    // or beside it depends on it. As long as a CPU that it may use stands idle, a task takes that from nobody.
    private int ChooseAmongKinds(int last, uint allowed)
    {
        int best = Choose(last, allowed);
        if (!_kernel.CpusMayDiffer || best < 0)
        {
            return best;
        }

        Span<int> kinds = stackalloc int[Cpus.Length];
        int count = 0;
        kinds[count++] = best;
        foreach (var cpu in Cpus)
        {
            if (!Allows(allowed, cpu) || !WouldTake(cpu) || (Cpus[best].IsIdle && !cpu.IsIdle))
            {
                continue;
            }

            bool known = false;
            for (int i = 0; i < count; i++)
            {
                known |= _kernel.Interrupts.AreIdentical(kinds[i], cpu.Id);
            }

            if (!known)
            {
                kinds[count++] = cpu.Id;
            }
        }

        return kinds[_computer.ChooseValue(count, observed: false)];
    }

    // The CPU the task was on last if that is idle, else the lowest idle one; identical idle CPUs need no choice.
    private int Choose(int last, uint allowed)
    {
        if (last >= 0 && Cpus[last].IsIdle && Allows(allowed, Cpus[last]))
        {
            return last;
        }

        foreach (var cpu in Cpus)
        {
            if (cpu.IsIdle && Allows(allowed, cpu))
            {
                return cpu.Id;
            }
        }

        if (last >= 0 && Allows(allowed, Cpus[last]) && WouldTake(Cpus[last]))
        {
            return last;
        }

        foreach (var cpu in Cpus)
        {
            if (Allows(allowed, cpu) && WouldTake(cpu))
            {
                return cpu.Id;
            }
        }

        return -1;
    }

    private bool WouldTake(CpuActor cpu)
    {
        if (cpu.Depth != 0)
        {
            return false;
        }

        int task = cpu.Task;
        return task < 0
            || !_computer.InKernel(task)
            || (_kernel.Profile.Preemptible && cpu.PreemptCount == 0 && !cpu.IrqsOff);
    }
}
