namespace Smp.Machine;

/// <summary>Puts a runnable task on a CPU: called when the strategy has picked a task that is on none.</summary>
public interface IDispatcher
{
    /// <summary>Gives <paramref name="agent"/> a CPU, taking it from the task that had it if need be.</summary>
    void Dispatch(int agent);

    /// <summary>
    /// Reads, through memory, all that decides whether the agent can take its next step and that is not its own: what it
    /// reads becomes part of the step's footprint. Whether an agent is enabled may be kept up to date by others without a
    /// trace in their footprints (<see cref="Computer.PauseFootprint"/>) if it follows from what is read here.
    /// </summary>
    void ReadConditions(int agent)
    {
    }

    /// <summary>The agent has ended: its CPU is free.</summary>
    void Retire(int agent);
}
