using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Softirqs: a pending bit and an agent for each CPU. They run on return from a hard interrupt, or when bottom halves
/// are enabled again, above whatever the CPU runs; hard interrupts may come between their steps, tasks may not.
/// </summary>
/// <remarks>
/// After kernel/softirq.c of 2.6.11, with TIMER_SOFTIRQ as the only one; there is no ksoftirqd. In 2.0 they are the bottom
/// halves, which the holder of the kernel lock runs.
/// </remarks>
public sealed class SoftIrqs
{
    /// <summary>SOFTIRQ_OFFSET: what switching bottom halves off adds to the preempt count.</summary>
    private const int Offset = 256;

    private readonly LinuxKernel _kernel;
    private readonly List<SoftIrqAgent> _agents = [];

    internal SoftIrqs(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>local_bh_disable(): no softirq on this CPU until <see cref="LocalBhEnable"/>. In task context.</summary>
    public Step<BottomHalfBody> LocalBhDisable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Set(true, new Site(file, line, function));

    /// <summary>local_bh_enable(): runs what has become pending. In task context.</summary>
    public Step<BottomHalfBody> LocalBhEnable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Set(false, new Site(file, line, function));

    /// <summary>The machine gets softirqs, while it is being built.</summary>
    internal void Add(Func<int, KTask<int>> run)
    {
        foreach (var cpu in _kernel.Cpus)
        {
            _agents.Add(new SoftIrqAgent(_kernel, cpu.Id, run));
        }
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

    /// <summary>raise_softirq: sets the CPU's pending bit. Inside a step.</summary>
    internal void Raise(int cpu) => _agents[cpu].IsPending = true;

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
        if (_agents[cpu.Id].IsPending && cpu.Depth == 0 && cpu.PreemptCount < Offset)
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
        cpu.PreemptCount += off ? Offset : -Offset;
        if (!off && _agents.Count != 0)
        {
            RunPending(cpu, -1);
        }

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
