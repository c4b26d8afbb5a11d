using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of local_irq_save: 1 if interrupts were on, 0 if they were off; they are off then.</summary>
public readonly struct IrqSaveBody : IStepBody
{
    private readonly LinuxKernel _kernel;

    internal IrqSaveBody(LinuxKernel kernel) => _kernel = kernel;

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        long flags = _kernel.CurrentCpu.IrqsOff ? 0 : 1;
        new IrqFlagBody(_kernel, off: true).Run(computer);
        return flags;
    }
}
