namespace Smp.Machine;

/// <summary>
/// The sections of code in which a CPU has itself to itself. They are not taken and given back like locks: an agent is
/// in one or is not, by the state of its CPU. Asked inside a step.
/// </summary>
public interface ISections
{
    /// <summary>What stands for "not preempted on this CPU" while the agent is; NULL while it may be preempted.</summary>
    Address Unpreempted(int agent);

    /// <summary>What stands for "interrupts off on this CPU" while they are off for the agent; NULL while they are on.</summary>
    Address Uninterrupted(int agent);
}
