using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// An interrupt handler: given the line's number and the dev_id it was registered with, it says whether the interrupt was
/// for it (<see cref="IrqReturn"/>; 2.0 does not look). In hard interrupt context.
/// </summary>
/// <param name="irq">The line's number.</param>
/// <param name="devId">What request_irq was given.</param>
public delegate KTask<int> IrqHandler(int irq, Address devId);

/// <summary>irqreturn_t: what a handler says (include/linux/interrupt.h of 2.6.11).</summary>
public static class IrqReturn
{
    /// <summary>IRQ_NONE: its device has not raised the line.</summary>
    public const int None = 0;

    /// <summary>IRQ_HANDLED.</summary>
    public const int Handled = 1;

    /// <summary>IRQ_WAKE_THREAD (6.8): the rest is for the thread that was registered with the handler.</summary>
    public const int WakeThread = 2;
}

/// <summary>Flags of request_irq, with the numbers of 6.8 (include/linux/interrupt.h), which a refusal there prints.</summary>
[Flags]
public enum IrqFlags
{
    /// <summary>The line is for this handler alone.</summary>
    None = 0,

    /// <summary>SA_INTERRUPT, later IRQF_DISABLED: the handler runs with interrupts off. 6.8 runs all of them so.</summary>
    Interrupt = 0x20,

    /// <summary>SA_SHIRQ, IRQF_SHARED: others may have handlers on the line, if all of them say so.</summary>
    Shared = 0x80,
}
