using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Timers and work that come when what they need is gone, and what is left behind by a module: who armed it, and the
/// stale value on which he did.
/// </summary>
internal static class LateWork
{
    /// <summary>
    /// Whether this is such a finding: a leftover, or a fault in a softirq or in a thread that runs works; but not one that the function
    /// of a timer runs into when it is out of bounds.
    /// </summary>
    internal static bool Applies(Recording recording, Finding finding)
        => finding.Kind == "leftover"
            || (finding.Fault is { Kind: not FaultKind.OutOfBounds } fault && recording.Agents[fault.Agent].Kind == AgentKind.SoftInterrupt);

    /// <summary>The accesses involved, the story, the steps it speaks of.</summary>
    internal static Evidence Explain(Recording recording, Finding finding)
    {
        var fault = recording.Events.LastOrDefault(e => e.Kind == EventKind.Fault);
        string end = finding.Fault is { } bad
            ? bad.Kind == FaultKind.BadAddress
                ? $"{recording.Agents[bad.Agent].Name} went through a NULL pointer at {fault.Site} (step {fault.Step})"
                : $"{recording.Agents[bad.Agent].Name} came to {Name(recording, bad.Address)} when it was gone, at {fault.Site} (step {fault.Step})"
            : $"{Name(recording, finding.Object)} was still armed or queued when its module was freed";
        int armed = LastArming(recording, finding.Fault is null ? finding.Object : Address.Null);
        if (armed < 0 && recording.Events.LastOrDefault(e => e.Object == finding.Object && !e.InModule.IsNull) is { Step: > 0 } user)
        {
            return new Evidence([Evidence.Involve(recording, user)], $"{end}: {recording.Agents[user.Agent].Name} was there (step {user.Step}).", [user.Step]);
        }

        if (armed < 0)
        {
            return new Evidence([new InvolvedAccess("", finding.Object.IsNull ? "NULL" : Evidence.Symbol(recording, finding.Object))], end + ".", []);
        }

        var arming = recording.Events[armed];
        string armer = recording.Agents[arming.Agent].Name;
        var marked = new List<int> { arming.Step };
        if (finding.Fault is not null)
        {
            marked.Add(fault.Step);
        }

        string story = $"{end}: {armer} armed {Name(recording, arming.Object)} at {arming.Caller} (step {arming.Step})";
        if (StaleBefore(recording, armed) is not { } stale)
        {
            return new Evidence([new InvolvedAccess(CNames.Of(arming.Caller.Function), Evidence.Symbol(recording, arming.Object))], story + ".", marked);
        }

        var (read, write) = stale;
        marked.AddRange([read.Step, write.Step]);
        string name = recording.NameOf(read.Object);
        story += $", because it had read {name} = {read.Value} at {read.Site} (step {read.Step}) before "
            + $"{recording.Agents[write.Agent].Name} changed it to {write.Value} at {write.Site} (step {write.Step}).";
        return new Evidence([Evidence.Involve(recording, read), Evidence.Involve(recording, write)], story, marked);
    }

    // The last time something was armed or queued by other than a timer; the object if it is known.
    private static int LastArming(Recording recording, Address target)
    {
        for (int i = recording.Events.Count - 1; i >= 0; i--)
        {
            var e = recording.Events[i];
            bool arms = e.Kind == EventKind.Step && e.Operation is Operation.Timer or Operation.Work
                && !e.InModule.IsNull && recording.Agents[e.Agent].Kind != AgentKind.SoftInterrupt && e.Value != 0;
            if (arms && (target.IsNull || e.Object == target))
            {
                return i;
            }
        }

        return -1;
    }

    // The last value of a module's variable that the armer read before, and another agent changed since.
    private static (Event Read, Event Write)? StaleBefore(Recording recording, int armed)
    {
        int agent = recording.Events[armed].Agent;
        for (int i = armed - 1; i >= 0; i--)
        {
            var read = recording.Events[i];
            if (read.Agent != agent || read.Kind != EventKind.Step || read.InModule.IsNull || read.Operation is not (Operation.Load or Operation.Atomic))
            {
                continue;
            }

            foreach (var later in recording.Events.Skip(i + 1))
            {
                if (later.Object == read.Object && later.Operation is Operation.Store or Operation.Atomic && later.Kind == EventKind.Step && later.Object == read.Object)
                {
                    if (later.Agent != agent)
                    {
                        return (read, later);
                    }

                    break;
                }
            }
        }

        return null;
    }

    private static string Name(Recording recording, Address address) => recording.NameOf(address);
}
