using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Tells whoever looks at it what lockdep is told: which lock is taken, and what can come between while it is held. Inside
/// a step, when the lock is taken and the CPU's flags are as they will be.
/// </summary>
/// <remarks>
/// After mark_usage and mark_held_locks of kernel/locking/lockdep.c of 6.8. A hard interrupt handler counts as one with
/// interrupts off, as all do where lockdep is: its own line does not interrupt it.
/// </remarks>
internal static class LockRules
{
    internal static void Taken(LinuxKernel kernel, Address address, bool isRead, bool isTried)
    {
        if (kernel.Computer.WatchesLocks)
        {
            kernel.Computer.LockTaken(address, isRead, isTried, Now(kernel));
        }
    }

    internal static void Given(LinuxKernel kernel, Address address)
    {
        if (kernel.Computer.WatchesLocks)
        {
            kernel.Computer.LockGiven(address);
            Exposed(kernel);
        }
    }

    /// <summary>Interrupts or bottom halves have been switched on.</summary>
    internal static void Exposed(LinuxKernel kernel)
    {
        if (kernel.Computer.WatchesLocks)
        {
            kernel.Computer.LocksExposed(Now(kernel));
        }
    }

    private static LockContext Now(LinuxKernel kernel)
    {
        bool on = kernel.Computer.PauseFootprint();
        var cpu = kernel.CurrentCpu;
        var context = kernel.Computer.Agents[kernel.Computer.Current].Kind switch
        {
            AgentKind.Interrupt => LockContext.InHardIrq,
            AgentKind.SoftInterrupt => LockContext.InSoftIrq,
            _ => LockContext.None,
        };
        if (!cpu.IrqsOff && context != LockContext.InHardIrq)
        {
            context |= LockContext.IrqsOn;
            if (!SoftIrqs.InInterrupt(cpu))
            {
                context |= LockContext.SoftIrqsOn;
            }
        }

        kernel.Computer.ResumeFootprint(on);
        return context;
    }
}
