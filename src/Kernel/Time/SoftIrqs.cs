using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Softirqs: a word of pending bits and an agent for each CPU. They run on return from a hard interrupt, or when bottom
/// halves are enabled again, above whatever the CPU runs; hard interrupts may come between their steps, tasks may not.
/// </summary>
/// <remarks>
/// After kernel/softirq.c of 2.6.11, with those of tasklets and timers. The thread ksoftirqd of each CPU is there where
/// tasklets are (<see cref="KSoftIrqd"/>); timers are raised in interrupts only and do not need it. __do_softirq looks
/// again as long as bits are set, without the bound of ten rounds: what tasklets schedule from tasklets is bounded instead
/// (<see cref="Tasklets.SetBudget"/>). In 2.0 they are the bottom halves, which the holder of the kernel lock runs.
/// </remarks>
public sealed class SoftIrqs
{
    /// <summary>SOFTIRQ_OFFSET: what switching bottom halves off adds to the preempt count.</summary>
    internal const int Offset = 256;

    private readonly LinuxKernel _kernel;
    private readonly List<SoftIrqAgent> _agents = [];
    private readonly Func<int, KTask<int>>?[] _actions = new Func<int, KTask<int>>?[(int)SoftIrq.Tasklet + 1];

    internal SoftIrqs(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>local_bh_disable(): no softirq on this CPU until <see cref="LocalBhEnable"/>. In task context.</summary>
    public Step<BottomHalfBody> LocalBhDisable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Set(true, new Site(file, line, function));

    /// <summary>local_bh_enable(): runs what has become pending. In task context.</summary>
    public Step<BottomHalfBody> LocalBhEnable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Set(false, new Site(file, line, function));

    /// <summary>open_softirq: what a CPU runs for a softirq. The machine gets softirqs with the first, while it is being built.</summary>
    internal void Open(SoftIrq number, Func<int, KTask<int>> action)
    {
        _actions[(int)number] = action;
        if (_agents.Count == 0)
        {
            foreach (var cpu in _kernel.Cpus)
            {
                _agents.Add(new SoftIrqAgent(_kernel, cpu.Id));
            }
        }
    }

    /// <summary>The part of __do_softirq behind its first look: the actions of the bits that were set, in the kernel's order.</summary>
    internal async KTask<int> Run(SoftIrqSet pending, int cpu)
    {
        for (int i = 0; i < _actions.Length; i++)
        {
            if (pending.Has((SoftIrq)i))
            {
                await _actions[i]!(cpu);
            }
        }

        return 0;
    }

    /// <summary>Whether a softirq is pending or runs on any CPU.</summary>
    internal bool AnyBusy
    {
        get
        {
            foreach (var agent in _agents)
            {
                if (agent.IsPending || agent.IsRunning)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>__raise_softirq_irqoff: sets a pending bit of the CPU. Inside a step.</summary>
    internal void Raise(int cpu, SoftIrq number) => _agents[cpu].Pending = _agents[cpu].Pending.With(number);

    /// <summary>local_softirq_pending, of one bit. Inside a step.</summary>
    internal bool IsPending(int cpu, SoftIrq number) => _agents[cpu].Pending.Has(number);

    /// <summary>Whether a softirq is pending or runs on a CPU. Inside a step.</summary>
    internal bool IsBusy(int cpu) => _agents[cpu].IsPending || _agents[cpu].IsRunning;

    /// <summary>Whether the softirqs of a CPU are what it runs, or has interrupted. Inside a step.</summary>
    internal bool IsRunning(int cpu) => _agents[cpu].IsRunning;

    /// <summary>in_interrupt(): a handler or a softirq, or bottom halves are off. Inside a step.</summary>
    internal static bool InInterrupt(CpuActor cpu) => cpu.Depth != 0 || cpu.PreemptCount >= Offset;

    /// <summary>in_softirq(): softirqs run on the CPU, whatever has interrupted them, or bottom halves are off. Inside a step.</summary>
    internal bool InSoftIrq(CpuActor cpu) => cpu.PreemptCount >= Offset || (_agents.Count != 0 && IsRunning(cpu.Id));

    /// <summary>do_softirq in a task: whether there was something to run. Inside a step of that task.</summary>
    internal bool Do(CpuActor cpu)
    {
        bool isPending = _agents[cpu.Id].IsPending;
        RunPending(cpu, -1);
        return isPending;
    }

    /// <summary>irq_exit: the handler has left the CPU. Inside its last step.</summary>
    internal void OnIrqExit(int cpu, int handler)
    {
        if (_agents.Count != 0)
        {
            RunPending(_kernel.Cpus[cpu], handler);
        }
    }

    /// <summary>
    /// The softirq that runs has met a fault in this step, and is not alive any more: awaiting this, it does nothing
    /// further, and its CPU is lost.
    /// </summary>
    internal async KTask Panic()
    {
        _kernel.Computer.Announce(Operation.Kernel, Address.Null, new Site("panic.c", 1, "panic"));
        await new Step<UserBody>(_kernel.Computer, new UserBody("panic"));
    }

    private void RunPending(CpuActor cpu, int handler)
    {
        if (_agents[cpu.Id].IsPending && !InInterrupt(cpu))
        {
            _agents[cpu.Id].Start(handler);
        }
    }

    private Step<BottomHalfBody> Set(bool off, Site site)
    {
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Mask, Address.Null, site);
        return new Step<BottomHalfBody>(_kernel.Computer, new BottomHalfBody(this, off));
    }

    internal void Switch(bool off)
    {
        var cpu = _kernel.CurrentCpu;
        bool keepsOut = _agents.Count != 0;
        if (!off && (cpu.IrqsOff || _kernel.Computer.Agents[_kernel.Computer.Current].Kind == AgentKind.Interrupt))
        {
            // Softirqs would run in the middle of what interrupts were to be kept out of.
            _kernel.Computer.Complain("bh-irqs-off", Address.Null, $"{_kernel.Computer.Agents[_kernel.Computer.Current].Name} enables bottom halves with interrupts off");
        }

        if (!off && keepsOut)
        {
            _kernel.Computer.Release(_agents[cpu.Id].Section);
        }

        cpu.PreemptCount += off ? Offset : -Offset;
        if (off && keepsOut)
        {
            // Softirqs of this CPU come before it or after it.
            _kernel.Computer.Acquire(_agents[cpu.Id].Section);
        }

        if (!off && keepsOut)
        {
            RunPending(cpu, -1);
        }

        LockRules.Exposed(_kernel);
        _kernel.Scheduler.Refresh();
    }
}

/// <summary>The body of local_bh_disable and local_bh_enable.</summary>
public readonly struct BottomHalfBody : IStepBody
{
    private readonly SoftIrqs _owner;
    private readonly bool _off;

    internal BottomHalfBody(SoftIrqs owner, bool off)
    {
        _owner = owner;
        _off = off;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        _owner.Switch(_off);
        return _off ? 1 : 0;
    }
}
