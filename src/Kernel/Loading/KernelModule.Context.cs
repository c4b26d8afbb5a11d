using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What a function is called in: nobody else can change the answer, so that asking is no step.</summary>
public abstract partial class KernelModule
{
    /// <summary>in_irq(): whether this is a hard interrupt handler. In any context.</summary>
    protected bool InIrq() => Answer(AgentKindNow == AgentKind.Interrupt);

    /// <summary>in_softirq(): whether this is a softirq or above one, or bottom halves are off. In any context.</summary>
    protected bool InSoftIrq() => Answer(OnCpu ? Kernel.SoftIrqs.InSoftIrq(Kernel.CurrentCpu) : BottomHalvesAreOff);

    /// <summary>in_interrupt(): whether this is a handler or a softirq, or bottom halves are off. In any context.</summary>
    protected bool InInterrupt() => Answer(OnCpu ? SoftIrqs.InInterrupt(Kernel.CurrentCpu) : BottomHalvesAreOff);

    /// <summary>irqs_disabled(): whether interrupts are off on this CPU. In any context.</summary>
    protected bool IrqsDisabled() => Answer(OnCpu ? Kernel.CurrentCpu.IrqsOff : Kernel.Current.SavedIrqsOff);

    // A task that has just given its CPU away, or has not been given one yet, has its flags with it.
    private bool OnCpu => Kernel.Computer.CpuOf(Kernel.Computer.Current) >= 0;

    private bool BottomHalvesAreOff => Kernel.Current.SavedPreemptCount >= SoftIrqs.Offset;

    private AgentKind AgentKindNow => Kernel.Computer.Agents[Kernel.Computer.Current].Kind;

    private bool Answer(bool isSo)
    {
        Kernel.Computer.Observe(isSo ? 1 : 0);
        return isSo;
    }
}
