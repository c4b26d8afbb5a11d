using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// At the end of a run, when no agent can step any more: a task that sleeps with nobody left to wake it, that waits
/// for a lock nobody will give back or a handler that will not end, or that turns round in a loop for what nobody will change.
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
        int spinner = -1;
        int handlerWaiter = -1;
        for (int i = 0; i < computer.Agents.Count; i++)
        {
            var agent = computer.Agents[i];
            var blocked = computer.BlockedBy(agent.Id);
            if ((blocked & (Blocked.Finished | Blocked.Dead)) != 0)
            {
                continue;
            }

            // It would turn round for ever: a daemon may, whose loop has no end by design.
            if (spinner < 0 && (blocked & Blocked.Spinning) != 0 && !(agent.IsDaemon && agent.Kind == AgentKind.Task))
            {
                spinner = agent.Id;
            }

            // A lock that nobody can release any more is a deadlock, whoever else sleeps because of it.
            if (lockWaiter < 0 && (blocked & Blocked.Held) != 0)
            {
                lockWaiter = agent.Id;
            }

            // Neither does one end that waits for itself, or for whoever waits for it.
            if (handlerWaiter < 0 && agent.Kind != AgentKind.Task && (blocked & Blocked.Handler) != 0)
            {
                handlerWaiter = agent.Id;
            }

            if (sleeper < 0 && agent.Kind == AgentKind.Task && !agent.IsDaemon)
            {
                sleeper = agent.Id;
            }
        }

        // Who runs keeps its CPU and what it holds: what the others wait for follows from that.
        if (spinner >= 0)
        {
            string runs = computer.Agents[spinner].Name;
            return new Finding(Name, "livelock", runs, $"{runs} turns round in a loop, and nobody is left to change what it waits for", spinner);
        }

        if (lockWaiter >= 0)
        {
            string waiter = computer.Agents[lockWaiter].Name;
            return new Finding(Name, "deadlock", waiter, $"{waiter} waits for a lock that nobody will release", lockWaiter);
        }

        if (handlerWaiter >= 0)
        {
            string handler = computer.Agents[handlerWaiter].Name;
            return new Finding(Name, "deadlock", handler, $"{handler} waits for a tasklet or a timer that cannot run to its end", handlerWaiter);
        }

        if (sleeper < 0)
        {
            return null;
        }

        string name = computer.Agents[sleeper].Name;
        if ((computer.BlockedBy(sleeper) & Blocked.Handler) != 0)
        {
            return new Finding(Name, "hung-task", name, $"{name} waits for a tasklet or a timer that cannot run to its end", sleeper);
        }

        return new Finding(Name, "hung-task", name, $"{name} sleeps and nobody is left to wake it", sleeper);
    }
}
