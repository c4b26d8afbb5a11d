using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The agent softirq(cpu): entered from the last step of what makes way for it, gone with the step that finds nothing more to do.</summary>
internal sealed class SoftIrqAgent : Activation<int>
{
    private readonly LinuxKernel _kernel;
    private readonly int _cpu;
    private readonly Agent _agent;
    private readonly Address _pending;
    private readonly EnterStep _enter;

    internal SoftIrqAgent(LinuxKernel kernel, int cpu)
    {
        _kernel = kernel;
        _cpu = cpu;
        _enter = new EnterStep(this);
        _pending = kernel.Computer.Memory.Allocate(8, $"softirq_pending({cpu})", RegionKind.Control);
        _agent = kernel.Computer.AddAgent($"softirq@cpu{cpu}", AgentKind.SoftInterrupt, cpu, daemon: true);
    }

    /// <summary>What stands for the softirqs of the CPU in the order of things.</summary>
    internal Address Section => _pending;

    /// <summary>The pending bits. Inside a step.</summary>
    internal SoftIrqSet Pending
    {
        get => new(_kernel.Computer.Memory.Peek(_pending));
        set => _kernel.Computer.Memory.Poke(_pending, value.Bits);
    }

    /// <summary>Whether any of them is set. Inside a step.</summary>
    internal bool IsPending => _kernel.Computer.Memory.Peek(_pending) != 0;

    /// <summary>Whether it is on its CPU. Inside a step.</summary>
    internal bool IsRunning => (_kernel.Computer.BlockedBy(_agent.Id) & Blocked.Condition) == 0;

    /// <summary>The CPU turns to its softirqs, inside the step of another agent: the handler that returns, if there is one.</summary>
    internal void Start(int handler)
    {
        _kernel.Cpus[_cpu].EnterInterrupt(_agent.Id);
        var bigLock = _kernel.BigKernelLock;
        if (bigLock.OnEveryEntry && (bigLock.Holder < 0 || bigLock.Holder == handler))
        {
            bigLock.Take(_agent.Id);
        }

        Offer();
        _kernel.Computer.Block(_agent.Id, Blocked.Condition, false);
        _kernel.Scheduler.Refresh();
    }

    protected override void Ended(int value)
    {
        if (IsPending)
        {
            // __do_softirq looks once more before it leaves.
            Offer();
            return;
        }

        var computer = _kernel.Computer;
        computer.Release(CpuSections.InterruptsOf(_kernel.Cpus[_cpu]));
        computer.Release(_pending);
        _kernel.Cpus[_cpu].LeaveInterrupt();
        computer.LoopHead(_agent.Id, 0, 0);
        if (_kernel.BigKernelLock.OnEveryEntry && _kernel.BigKernelLock.Holder == _agent.Id)
        {
            _kernel.BigKernelLock.Give();
        }

        computer.Block(_agent.Id, Blocked.Condition, true);
        _kernel.Interrupts.Refresh();
        _kernel.Scheduler.Refresh();
    }

    private void Offer()
        => _kernel.Computer.AnnounceFor(_agent.Id, Operation.SoftInterrupt, _pending, new Site("softirq.c", 1, "__do_softirq"), _enter);

    private void Enter()
    {
        // It comes after sections of its CPU with interrupts or bottom halves off, and before those that follow it.
        _kernel.Computer.Acquire(CpuSections.InterruptsOf(_kernel.Cpus[_cpu]));
        _kernel.Computer.Acquire(_pending);
        var pending = Pending;
        Pending = default;
        if (_kernel.Recording)
        {
            _kernel.Computer.Note($"__do_softirq: {pending}");
        }

        _kernel.Computer.Complete(_cpu);

        // Which bits they were is a local variable from here on.
        _kernel.Computer.Observe(pending.Bits);
        Launch(_kernel.SoftIrqs.Run(pending, _cpu));
    }

    private sealed class EnterStep(SoftIrqAgent agent) : Frame
    {
        public override void Resume() => agent.Enter();
    }
}
