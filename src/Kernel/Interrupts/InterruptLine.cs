using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// One interrupt line: its bits in memory, and for each CPU that may take it the agent that its handler is. This one has a
/// handler for good; one that is asked for with request_irq is an <see cref="IrqLine"/>.
/// </summary>
public class InterruptLine
{
    private const int Bytes = 8;
    private const int InProgressOffset = Bytes;
    private const int HandledOffset = 2 * Bytes;

    private static readonly string[] s_fields = ["", "in_progress", "handled"];

    /// <summary>Delivered to any CPU: which of them takes it is which of its agents steps.</summary>
    internal const int AnyCpu = -1;

    private readonly LinuxKernel _kernel;
    private readonly Func<KTask<int>> _handler;
    private readonly List<HandlerAgent> _agents = [];
    private readonly Address _word;
    private readonly int _home;
    private readonly bool _irqsOff;

    internal InterruptLine(LinuxKernel kernel, int number, string name, int cpu, Func<KTask<int>> handler, bool irqsOff)
        : this(kernel, number, name, $"irq{number}", cpu, handler, irqsOff)
    {
    }

    private protected InterruptLine(LinuxKernel kernel, int number, string name, string agentName, int cpu, Func<KTask<int>> handler, bool irqsOff)
    {
        _kernel = kernel;
        _handler = handler;
        _home = cpu;
        _irqsOff = irqsOff;
        Number = number;
        Name = name;
        _word = kernel.Computer.Memory.Allocate(3 * Bytes, $"line({number})", RegionKind.Control, fields: s_fields, title: name);
        foreach (var target in kernel.Cpus)
        {
            if (target.Id == cpu || cpu == AnyCpu || kernel.BigKernelLock.OnEveryEntry)
            {
                _agents.Add(new HandlerAgent(this, target.Id, agentName));
            }
        }
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>The name under which it is registered.</summary>
    public string Name { get; }

    /// <summary>The word that is its pending bit.</summary>
    public Address Pending => _word;

    /// <summary>The CPU it is delivered to (in 2.0: while nobody holds the kernel lock); -1 for any.</summary>
    public int Home => _home;

    /// <summary>How often its handler has run: for the clauses of a scenario.</summary>
    public long Handled => Memory.Peek(_word + HandledOffset);

    /// <summary>The CPU that an interrupt arriving now is for.</summary>
    public int Target
    {
        get
        {
            int holder = _kernel.BigKernelLock.OnEveryEntry ? _kernel.BigKernelLock.Holder : -1;
            int cpu = holder >= 0 ? _kernel.Computer.CpuOf(holder) : -1;
            return cpu >= 0 ? cpu : _home;
        }
    }

    /// <summary>The word that is not 0 while its handler runs.</summary>
    internal Address InProgressWord => _word + InProgressOffset;

    /// <summary>The kernel it is part of.</summary>
    private protected LinuxKernel Kernel => _kernel;

    private protected KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>Whether it is pending or its handler runs: for the clauses of a scenario.</summary>
    public bool IsBusy => IsPending || IsInProgress;

    private bool IsPending => Memory.Peek(Pending) != 0;

    private bool IsInProgress
    {
        get => Memory.Peek(InProgressWord) != 0;
        set => Memory.Poke(InProgressWord, value ? 1 : 0);
    }

    /// <summary>Whether anybody would take it at all, were it pending.</summary>
    private protected virtual bool IsEnabled => true;

    /// <summary>Whether its next handler runs with other interrupts off. Inside a step.</summary>
    private protected virtual bool RunsWithIrqsOff => _irqsOff;

    /// <summary>A CPU has taken it, or found it pending again before it left. Inside a step.</summary>
    private protected virtual void Taken(int cpu, int agent, bool again)
    {
    }

    /// <summary>Its handler has ended and is about to leave: whether the CPU takes it once more at once. Inside a step.</summary>
    private protected virtual bool TakesAgain => false;

    /// <summary>Its handler has left. Inside a step.</summary>
    private protected virtual void Left()
    {
    }

    /// <summary>Reads what decides whether <paramref name="agent"/>, if it is a handler of this line, can be entered.</summary>
    internal void ReadConditions(int agent)
    {
        foreach (var handler in _agents)
        {
            if (handler.Agent == agent && !IsInProgress && IsPending && IsEnabled && IsFor(handler.Cpu, Target))
            {
                _ = _kernel.Cpus[handler.Cpu].IrqsOff;
            }
        }
    }

    internal void Refresh()
    {
        if (IsInProgress)
        {
            return;
        }

        bool pending = IsPending && IsEnabled;
        int target = pending ? Target : AnyCpu;
        foreach (var agent in _agents)
        {
            agent.Offer(pending && IsFor(agent.Cpu, target) && !_kernel.Cpus[agent.Cpu].IrqsOff);
        }
    }

    /// <summary>A CPU has taken it: no other may, until it has left. Inside a step.</summary>
    private protected void WithdrawFromOthers(int agent)
    {
        // It follows from what ReadConditions reads.
        bool on = _kernel.Computer.PauseFootprint();
        foreach (var handler in _agents)
        {
            if (handler.Agent != agent)
            {
                handler.Offer(false);
            }
        }

        _kernel.Computer.ResumeFootprint(on);
    }

    private static bool IsFor(int cpu, int target) => cpu == target || target == AnyCpu;

    /// <summary>The agent irq(cpu, line): taking the interrupt, the handler's steps, and the return from it.</summary>
    private sealed class HandlerAgent : Activation<int>
    {
        private readonly InterruptLine _line;
        private readonly Agent _agent;
        private readonly EnterStep _enter;
        private readonly LeaveStep _leave;

        internal HandlerAgent(InterruptLine line, int cpu, string name)
        {
            _line = line;
            Cpu = cpu;
            _enter = new EnterStep(this);
            _leave = new LeaveStep(this);
            _agent = Kernel.Computer.AddAgent($"{name}@cpu{cpu}", AgentKind.Interrupt, cpu, daemon: true);
        }

        internal int Cpu { get; }

        internal int Agent => _agent.Id;

        private LinuxKernel Kernel => _line._kernel;

        internal void Offer(bool on)
        {
            var computer = Kernel.Computer;
            if (on && computer.PendingOperation(_agent.Id) == Operation.None)
            {
                computer.AnnounceFor(_agent.Id, Operation.Interrupt, _line.Pending, new Site("handle.c", 1, "__do_IRQ"), _enter);
            }

            computer.Block(_agent.Id, Blocked.Condition, !on);
        }

        protected override void Ended(int value)
            => Kernel.Computer.AnnounceFor(_agent.Id, Operation.InterruptReturn, _line.Pending, new Site("handle.c", 2, "__do_IRQ"), _leave);

        private void Enter()
        {
            var kernel = Kernel;
            var cpu = kernel.Cpus[Cpu];
            cpu.EnterInterrupt(_agent.Id);
            kernel.Computer.Acquire(CpuSections.InterruptsOf(cpu));
            kernel.Computer.Acquire(_line.Pending);
            cpu.IrqsOff = _line.RunsWithIrqsOff;
            _line.Memory.Poke(_line.Pending, 0);
            _line.IsInProgress = true;
            _line.Taken(Cpu, _agent.Id, again: false);
            if (kernel.BigKernelLock.OnEveryEntry)
            {
                // Above the holder it runs under the lock as well, though it does not take it.
                kernel.Computer.Acquire(kernel.BigKernelLock.Address);
                if (kernel.BigKernelLock.Holder < 0)
                {
                    kernel.BigKernelLock.Take(_agent.Id);
                }
            }

            if (kernel.Recording)
            {
                kernel.Computer.Note($"interrupt {_line.Name}");
            }

            kernel.Computer.Complete(_line.Number);
            kernel.Scheduler.Refresh();
            kernel.Interrupts.Refresh();
            Launch(_line._handler());
        }

        private void Leave()
        {
            var kernel = Kernel;
            var cpu = kernel.Cpus[Cpu];
            if (_line.TakesAgain)
            {
                Repeat();
                return;
            }

            kernel.Computer.Release(CpuSections.InterruptsOf(cpu));
            kernel.Computer.Release(_line.Pending);
            if (kernel.BigKernelLock.OnEveryEntry)
            {
                kernel.Computer.Release(kernel.BigKernelLock.Address);
            }

            cpu.LeaveInterrupt();
            cpu.IrqsOff = false;
            _line.IsInProgress = false;
            _line.Memory.Poke(_line._word + HandledOffset, _line.Handled + 1);
            _line.Left();
            kernel.Computer.Complete(_line.Number);
            kernel.Computer.LoopHead(_agent.Id, 0, 0);
            kernel.SoftIrqs.OnIrqExit(Cpu, _agent.Id);
            if (kernel.BigKernelLock.OnEveryEntry && kernel.BigKernelLock.Holder == _agent.Id)
            {
                kernel.BigKernelLock.Give();
            }

            kernel.Computer.Block(_agent.Id, Blocked.Condition, true);
            kernel.Interrupts.Refresh();
            kernel.Scheduler.Refresh();
        }

        /// <summary>The line was raised meanwhile: the loop of __do_IRQ, which leaves neither the line nor the CPU.</summary>
        private void Repeat()
        {
            var kernel = Kernel;
            kernel.Computer.Acquire(_line.Pending);
            kernel.Cpus[Cpu].IrqsOff = _line.RunsWithIrqsOff;
            _line.Memory.Poke(_line.Pending, 0);
            _line.Memory.Poke(_line._word + HandledOffset, _line.Handled + 1);
            _line.Taken(Cpu, _agent.Id, again: true);
            if (kernel.Recording)
            {
                kernel.Computer.Note($"interrupt {_line.Name} is pending again");
            }

            kernel.Computer.Complete(_line.Number);
            kernel.Computer.LoopHead(_agent.Id, 1, 0);
            kernel.Interrupts.Refresh();
            Launch(_line._handler());
        }

        private sealed class EnterStep(HandlerAgent agent) : Frame
        {
            public override void Resume() => agent.Enter();
        }

        private sealed class LeaveStep(HandlerAgent agent) : Frame
        {
            public override void Resume() => agent.Leave();
        }
    }
}
