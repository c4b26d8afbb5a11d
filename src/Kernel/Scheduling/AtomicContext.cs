using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// might_sleep(): whatever can put a task to sleep may not be called from a handler, with preemption off (a spinlock
/// held) or with interrupts off. The kernel complains of the call, whether or not it would have slept this time.
/// </summary>
/// <remarks>
/// After kernel/sched.c of 2.6.11 (__might_sleep, the check in schedule()). A kernel that does not count preemption is
/// blind to spinlocks there; here they are counted everywhere. Holding the big kernel lock is not atomic.
/// </remarks>
internal static class AtomicContext
{
    /// <summary>Whether the current agent may not sleep; complains if so. Inside a step.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="call">What is called.</param>
    /// <param name="irqs">Whether interrupts must be on: schedule() itself looks at the preempt count alone.</param>
    internal static bool Refuses(LinuxKernel kernel, string call, bool irqs = true)
    {
        var computer = kernel.Computer;
        int number = computer.CpuOf(computer.Current);
        if (number < 0)
        {
            return false;
        }

        var cpu = kernel.Cpus[number];
        bool inHandler = InHandler(computer);
        bool reads = !inHandler && kernel.Rcu.InUse && kernel.Current.ReadSections != 0;
        if (!inHandler && !reads && cpu.PreemptCount == 0 && !(irqs && cpu.IrqsOff))
        {
            return false;
        }

        string where = inHandler ? "in an interrupt handler" : reads ? "in an RCU read-side section" : cpu.PreemptCount == 0 ? "with interrupts off" : "with preemption off (a spinlock is held)";
        computer.Complain("sleep-in-atomic", Address.Null, $"{computer.Agents[computer.Current].Name} calls {call}, which may sleep, {where}");
        return true;
    }

    /// <summary>
    /// Whether a handler runs, which is no task that could wait, whatever it has interrupted; complains if so. For what a
    /// task may well do with a lock held, since it does not sleep itself: prepare_to_wait. Inside a step.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="call">What is called.</param>
    internal static bool RefusesHandler(LinuxKernel kernel, string call)
    {
        var computer = kernel.Computer;
        if (!InHandler(computer))
        {
            return false;
        }

        computer.Complain("sleep-in-atomic", Address.Null, $"{computer.Agents[computer.Current].Name} calls {call}, which is for a task that sleeps, in an interrupt handler");
        return true;
    }

    /// <summary>A task goes back to user mode, or ends: it must have given back what it took. Inside a step.</summary>
    internal static void CheckBalance(LinuxKernel kernel, TaskStruct task)
    {
        var cpu = kernel.CurrentCpu;
        if (kernel.Rcu.InUse && task.ReadSections != 0)
        {
            kernel.Computer.Complain("lock-held", Address.Null, $"{task} leaves the kernel in an RCU read-side section");
        }
        else if (!task.HeldMutex.IsNull)
        {
            kernel.Computer.Complain("lock-held", task.HeldMutex, $"{task} leaves the kernel with {kernel.Computer.Memory.NameOf(task.HeldMutex)} locked");
        }
        else if (cpu.PreemptCount != 0)
        {
            kernel.Computer.Complain("lock-held", Address.Null, $"{task} leaves the kernel with preemption off: a spinlock is still held");
        }
        else if (cpu.IrqsOff)
        {
            kernel.Computer.Complain("irqs-off", Address.Null, $"{task} leaves the kernel with interrupts off");
        }
    }

    private static bool InHandler(Computer computer)
        => computer.Agents[computer.Current].Kind is AgentKind.Interrupt or AgentKind.SoftInterrupt;
}
