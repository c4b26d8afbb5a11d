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
        int sleeper = -1;
        int lockWaiter = -1;
        for (int i = 0; i < computer.Agents.Count; i++)
        {
            var agent = computer.Agents[i];
            var blocked = computer.BlockedBy(agent.Id);
            if ((blocked & (Blocked.Finished | Blocked.Dead)) != 0)
            {
                continue;
            }

            // A lock that nobody can release any more is a deadlock, whoever else sleeps because of it.
            if (lockWaiter < 0 && (blocked & Blocked.Held) != 0)
            {
                lockWaiter = agent.Id;
            }

            if (sleeper < 0 && agent.Kind == AgentKind.Task && !agent.IsDaemon)
            {
                sleeper = agent.Id;
            }
        }

        if (lockWaiter >= 0)
        {
            string waiter = computer.Agents[lockWaiter].Name;
            return new Finding(Name, "deadlock", waiter, $"{waiter} waits for a lock that nobody will release", lockWaiter);
        }

        if (sleeper < 0)
        {
            return null;
        }

        string name = computer.Agents[sleeper].Name;
        return new Finding(Name, "hung-task", name, $"{name} sleeps and nobody is left to wake it", sleeper);
    }
}
