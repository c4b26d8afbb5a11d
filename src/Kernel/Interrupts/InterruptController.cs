using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Interrupt lines: one pending bit each, handlers never re-entered, exactly one further instance remembered while a
/// handler runs.
/// </summary>
/// <remarks>
/// Lines with a handler of the machine's own are made here; those that modules ask for with request_irq are in
/// <see cref="Irqs"/>. After kernel/irq/handle.c of 2.6.11. In 2.0 an interrupt that arrives while nobody holds the kernel lock takes it;
/// otherwise only the holder's CPU takes interrupts.
/// </remarks>
public sealed partial class InterruptController
{
    private readonly LinuxKernel _kernel;
    private readonly List<InterruptLine> _lines = [];

    internal InterruptController(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>The lines, by number.</summary>
    public IReadOnlyList<InterruptLine> Lines => _lines;

    /// <summary>
    /// A line with its handler, while the computer is being built. It is delivered to CPU <paramref name="cpu"/>; in 2.0
    /// to the holder of the kernel lock, or to that CPU if nobody holds it. Other lines may interrupt the handler unless
    /// <paramref name="irqsOff"/> (SA_INTERRUPT) is given; its own never does.
    /// </summary>
    public InterruptLine AddLine(string name, int cpu, Func<KTask<int>> handler, bool irqsOff = false)
    {
        if ((uint)cpu >= (uint)_kernel.Cpus.Length)
        {
            throw new MachineException($"{name}: there is no CPU {cpu} in {_kernel.Profile.Name}, which has {_kernel.Cpus.Length}");
        }

        var line = new InterruptLine(_kernel, _lines.Count, name, cpu, handler, irqsOff);
        _lines.Add(line);
        return line;
    }

    /// <summary>A device that raises a line of its own up to <paramref name="raises"/> times, while the computer is being built.</summary>
    public InterruptLine AddSource(string name, int cpu, int raises, Func<KTask<int>> handler, bool irqsOff = false)
    {
        var line = AddLine(name, cpu, handler, irqsOff);
        _ = new InterruptSourceActor(_kernel.Computer, _kernel.Host, name, line.Number, line.Pending, raises, () => line.Target);
        return line;
    }

    /// <summary>The clock with a budget of ticks, its timer interrupt on CPU 0, while the computer is being built.</summary>
    public InterruptLine AddClock(int ticks)
    {
        var line = AddLine("timer", 0, static () => new KTask<int>(0));
        _ = new ClockActor(_kernel.Computer, _kernel.Host, _kernel.Jiffies, line.Number, line.Pending, 0, ticks);
        return line;
    }

    /// <summary>Whether two CPUs differ only in their number: no line is delivered to one and not to the other, and neither has tasklets.</summary>
    internal bool AreIdentical(int cpu, int other)
    {
        foreach (var line in _lines)
        {
            if ((line.Home == cpu || line.Home == other) && !_kernel.Timers.IsAtRest(line))
            {
                return cpu == other;
            }
        }

        return cpu == other || !_kernel.Tasklets.InUse || (_kernel.Tasklets.IsAtRest(cpu) && _kernel.Tasklets.IsAtRest(other));
    }

    /// <summary>Whether lines can be taken may have changed: a flag, the kernel lock.</summary>
    internal void Refresh()
    {
        // It follows from what ReadConditions reads.
        bool on = _kernel.Computer.PauseFootprint();
        foreach (var line in _lines)
        {
            line.Refresh();
        }

        _kernel.Computer.ResumeFootprint(on);
    }

    internal void Look(int line)
    {
        bool on = _kernel.Computer.PauseFootprint();
        _lines[line].Refresh();
        _kernel.Computer.ResumeFootprint(on);
    }

    /// <summary>Reads all that decides whether a line's handler can be entered on a CPU.</summary>
    internal void ReadConditions(int agent)
    {
        foreach (var line in _lines)
        {
            line.ReadConditions(agent);
        }
    }

    /// <summary>local_irq_disable and local_irq_enable, on the current CPU.</summary>
    internal Step<IrqFlagBody> SetFlag(bool off, Site site)
    {
        // Which CPU it will be is known when the step is taken: the task may have none now.
        _kernel.Computer.Announce(Operation.Mask, Address.Null, site);
        return new Step<IrqFlagBody>(_kernel.Computer, new IrqFlagBody(_kernel, off));
    }

    /// <summary>local_irq_disable(): no interrupt on this CPU until <see cref="LocalIrqEnable"/>.</summary>
    public Step<IrqFlagBody> LocalIrqDisable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => SetFlag(true, new Site(file, line, function));

    /// <summary>local_irq_enable().</summary>
    public Step<IrqFlagBody> LocalIrqEnable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => SetFlag(false, new Site(file, line, function));
}

/// <summary>The body of local_irq_disable and local_irq_enable.</summary>
public readonly struct IrqFlagBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly bool _off;

    internal IrqFlagBody(LinuxKernel kernel, bool off)
    {
        _kernel = kernel;
        _off = off;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        _kernel.CurrentCpu.IrqsOff = _off;
        LockRules.Exposed(_kernel);
        _kernel.Interrupts.Refresh();
        _kernel.Scheduler.Refresh();
        return _off ? 1 : 0;
    }
}
