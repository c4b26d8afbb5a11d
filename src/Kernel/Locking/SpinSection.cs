using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What a spinlock switches off besides preemption.</summary>
internal enum SpinMode
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>_irq: interrupts, on again at the end whatever they were before.</summary>
    Irq,

    /// <summary>_irqsave: interrupts, at the end as they were before.</summary>
    IrqFlags,

    /// <summary>_bh: bottom halves.</summary>
    BottomHalves,
}

/// <summary>
/// What taking or giving back a spinlock does to its CPU, whatever kind of lock it is. Inside its step:
/// <see cref="Begin"/>, the lock itself, <see cref="End"/>.
/// </summary>
/// <remarks>After include/linux/spinlock.h and kernel/spinlock.c of 2.6.11. Who waits for the lock has interrupts on.</remarks>
internal readonly struct SpinSection(LinuxKernel kernel, SpinMode mode, bool take)
{
    private const int PreemptMask = 0xff;

    private bool SwitchesIrqs => mode is SpinMode.Irq or SpinMode.IrqFlags;

    /// <summary>Complains of a lock that is given back and was not taken.</summary>
    internal void CheckTaken(Address address, bool isFree)
    {
        if (isFree || (kernel.CurrentCpu.PreemptCount & PreemptMask) == 0)
        {
            var computer = kernel.Computer;
            computer.Complain("unbalanced-lock", address, $"{computer.Agents[computer.Current].Name} gives back {computer.Memory.NameOf(address)}, which nobody holds");
        }
    }

    /// <summary>
    /// The flags and the preempt count of the CPU. Gives what _irqsave does: 1 if interrupts were on before and the lock is
    /// taken, else 0.
    /// </summary>
    internal long Begin(long flags)
    {
        var cpu = kernel.CurrentCpu;
        bool wereOff = mode == SpinMode.IrqFlags && take && cpu.IrqsOff;
        if (SwitchesIrqs)
        {
            cpu.IrqsOff = take || (mode == SpinMode.IrqFlags && flags == 0);
        }

        cpu.PreemptCount += take ? 1 : -1;
        return take && !wereOff ? 1 : 0;
    }

    /// <summary>Whoever can come in now, or no longer can, is told.</summary>
    internal void End()
    {
        if (SwitchesIrqs)
        {
            kernel.Interrupts.Refresh();
        }

        if (mode == SpinMode.BottomHalves)
        {
            kernel.SoftIrqs.Switch(take);
        }
        else
        {
            kernel.Scheduler.Refresh();
        }
    }
}
