using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// When a CPU has itself to itself: an agent with interrupts off is not interrupted there, and a task that cannot be
/// preempted (its preempt count is not 0, its interrupts are off, or the kernel is not preemptible) shares the CPU with
/// no other task between two sleeps.
/// </summary>
/// <remarks>
/// <para>With several CPUs a task may be on any of them, and that two of them were on the same one was the scheduler's
/// doing, not the program's: being unpreempted orders tasks only where there is one CPU. For the same reason interrupts
/// off order nothing where there are no interrupts to keep out. Where there are, a task may be on each of the CPUs that
/// they make different, so what is ordered on one of them alone is found on another.</para>
/// <para>
/// After the rules of kernel/sched.c and include/linux/preempt.h of 2.6.11. An interrupt handler is no such section of
/// its own: it acquires what sections with interrupts off have released when it is entered and releases when it leaves
/// (<see cref="InterruptLine"/>), because another line may interrupt it in its middle.
/// </para>
/// </remarks>
public sealed class CpuSections : ISections
{
    private const int FlagOffset = 8;
    private readonly LinuxKernel _kernel;

    /// <summary>The sections of the CPUs of <paramref name="kernel"/>.</summary>
    public CpuSections(LinuxKernel kernel) => _kernel = kernel;

    /// <inheritdoc/>
    public Address Unpreempted(int agent)
    {
        var computer = _kernel.Computer;
        int number = computer.CpuOf(agent);
        if (number < 0 || _kernel.Profile.IsSmp || computer.Agents[agent].Kind != AgentKind.Task || !computer.InKernel(agent))
        {
            return Address.Null;
        }

        var cpu = _kernel.Cpus[number];
        return !_kernel.Profile.Preemptible || cpu.PreemptCount > 0 || cpu.IrqsOff ? cpu.ControlBlock : Address.Null;
    }

    /// <inheritdoc/>
    public Address Uninterrupted(int agent)
    {
        int number = _kernel.Computer.CpuOf(agent);
        bool matters = !_kernel.Profile.IsSmp || _kernel.Interrupts.Lines.Count != 0;
        return number >= 0 && matters && _kernel.Cpus[number].IrqsOff ? InterruptsOf(_kernel.Cpus[number]) : Address.Null;
    }

    /// <summary>What stands for the interrupt flag of a CPU.</summary>
    internal static Address InterruptsOf(Actors.CpuActor cpu) => cpu.ControlBlock + FlagOffset;
}
