using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// At the end of a run, when no agent can step any more: a task that sleeps with nobody left to wake it, or that waits
/// for a lock nobody will give back.
/// </summary>
public sealed class HungTaskDetector : IDetector
{
    /// <inheritdoc/>
    public string Name => "hung-task";

    /// <inheritdoc/>
    public bool WantsSteps => false;

    /// <summary>It looks at the end state only: nothing to add.</summary>
    public ulong? Digest => 0;

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer) => null;

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        int first = -1;
        bool everyoneWaitsForLocks = true;
        foreach (var agent in computer.Agents)
        {
            var blocked = computer.BlockedBy(agent.Id);
            if (agent.Kind != AgentKind.Task || agent.IsDaemon || (blocked & (Blocked.Finished | Blocked.Dead)) != 0)
            {
                continue;
            }

            first = first < 0 ? agent.Id : first;
            everyoneWaitsForLocks &= (blocked & Blocked.Held) != 0;
        }

        if (first < 0)
        {
            return null;
        }

        string name = computer.Agents[first].Name;
        return everyoneWaitsForLocks
            ? new Finding(Name, "deadlock", name, $"{name} waits for a lock that nobody will release", first)
            : new Finding(Name, "hung-task", name, $"{name} sleeps and nobody is left to wake it", first);
    }
}
