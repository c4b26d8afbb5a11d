using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The end of a run in which somebody waits for what nobody is left to do.</summary>
internal static class HangCause
{
    /// <summary>What each of them waits for.</summary>
    internal static Evidence Explain(Recording recording)
    {
        var involved = new List<InvolvedAccess>();
        var sentences = new List<string>();
        var marked = new List<int>();
        foreach (var agent in recording.Agents)
        {
            var blocked = recording.Blocked[agent.Id];
            bool waitsForLock = (blocked & Blocked.Held) != 0;
            bool waitsForHandler = (blocked & Blocked.Handler) != 0;
            if ((!waitsForLock && !waitsForHandler && (agent.Kind != AgentKind.Task || agent.IsDaemon)) || (blocked & (Blocked.Finished | Blocked.Dead)) != 0)
            {
                continue;
            }

            var last = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == agent.Id && e.Operation == Operation.Wait);
            var site = recording.StandsAt[agent.Id];
            var target = waitsForLock || waitsForHandler ? recording.PendingObjects[agent.Id] : last.Object;
            if (recording.RegionOf(target) is { Kind: RegionKind.Control } && !waitsForLock)
            {
                // Its own task_struct (pause): nothing that others would know it by.
                target = Address.Null;
            }

            string on = target.IsNull ? "" : $" on {recording.NameOf(target)}";
            var own = waitsForLock ? OwnLock(recording, agent.Id, target) : null;
            var below = waitsForLock ? LockBelow(recording, target) : null;
            if (below is { } take)
            {
                involved.Add(Evidence.Involve(recording, take));
                marked.Add(take.Step);
            }

            string why = below is { } it ? $"waits for the lock {recording.NameOf(target)}, which {recording.Agents[it.Agent].Name}, whom it has interrupted, took at {it.Site} (step {it.Step}),"
                : own is { } taken ? $"waits for the lock {recording.NameOf(target)}, which it has taken itself at {taken.Site} (step {taken.Step}),"
                : waitsForLock ? $"waits for the lock {recording.NameOf(target)}"
                : waitsForHandler ? $"waits for {recording.NameOf(target)} to have run"
                : (blocked & Blocked.Covered) != 0 ? "is interrupted by a handler that cannot go on,"
                : (blocked & Blocked.Message) != 0 ? "waits for a message that did not come,"
                : "sleeps" + on;
            sentences.Add($"{agent.Name} {why} at {site}");
            involved.Add(new InvolvedAccess(CNames.Of(site.Function), target.IsNull ? "" : Evidence.Symbol(recording, target)));
            if (last.Step > 0)
            {
                marked.Add(last.Step);
            }
        }

        return new Evidence(involved, string.Join("; ", sentences) + ": no agent is left that could change that.", marked);
    }

    /// <summary>The step with which a softirq or a handler took the lock that the one above it waits for; null if nobody did.</summary>
    private static Event? LockBelow(Recording recording, Address target)
    {
        Event? taken = null;
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Object == target && e.Operation is Operation.Lock or Operation.Unlock)
            {
                taken = e.Operation == Operation.Lock && e.Value != long.MinValue ? e : null;
            }
        }

        return taken is { } take && recording.Agents[take.Agent].Kind != AgentKind.Task && (recording.Blocked[take.Agent] & Blocked.Covered) != 0 ? taken : null;
    }

    /// <summary>The step with which who waits for a lock has taken it before; null if somebody else holds it.</summary>
    private static Event? OwnLock(Recording recording, int agent, Address target)
    {
        Event? taken = null;
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Object == target && e.Operation is Operation.Lock or Operation.Unlock)
            {
                taken = e.Operation == Operation.Lock && e.Agent == agent && e.Value != 0 && e.Value != long.MinValue ? e : null;
            }
        }

        return taken;
    }

    /// <summary>Whether an agent waits for a handler, or what a softirq calls, to have run.</summary>
    internal static bool WaitsForHandler(Recording recording, int agent) => agent >= 0 && (recording.Blocked[agent] & Blocked.Handler) != 0;
}
