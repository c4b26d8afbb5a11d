namespace Smp.Machine;

/// <summary>Puts a runnable task on a CPU: called when the strategy has picked a task that is on none.</summary>
public interface IDispatcher
{
    /// <summary>Gives <paramref name="agent"/> a CPU, taking it from the task that had it if need be.</summary>
    void Dispatch(int agent);

    /// <summary>The agent has ended: its CPU is free.</summary>
    void Retire(int agent);
}
