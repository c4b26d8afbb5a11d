using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>What a complaint of the kernel is about: which accesses led to it.</summary>
internal static class ComplaintCause
{
    internal static Evidence Explain(Recording recording, Finding finding) => finding.Kind switch
    {
        "refcount-underflow" or "double-put" => ReferenceCause.Find(recording, finding.Agent) ?? Bare(recording, finding),
        "nonblock-sleeps" => FirstLook(recording, finding) ?? Bare(recording, finding),
        "deadlock" => DeadlockCause.Find(recording, finding) ?? Bare(recording, finding),
        "count-exceeded" => ForeignValue.FindLast(recording, finding.Agent)?.AsEvidence(recording) ?? Bare(recording, finding),
        "leftover" => Stale(recording, finding) ?? Bare(recording, finding),
        "out-of-bounds" => Overflow(recording, finding),
        _ => Bare(recording, finding),
    };

    /// <summary>A copy that was longer than its object, and where the length came from if it was another agent's.</summary>
    private static Evidence Overflow(Recording recording, Finding finding)
    {
        var bare = Bare(recording, finding);
        return ForeignValue.FindLast(recording, finding.Agent) is { } foreign
            ? bare with { Story = $"{foreign.Tell(recording)} The kernel refuses the copy: {finding.Message}", Marked = foreign.AsEvidence(recording).Marked }
            : bare with { Story = $"{bare.Story} The kernel refuses the copy: {finding.Message}" };
    }

    /// <summary>What the call looked at first, and what it saw there later, when it slept.</summary>
    private static Evidence? FirstLook(Recording recording, Finding finding)
    {
        Event? first = null;
        Event? later = null;
        foreach (var e in recording.Events)
        {
            if (e.Kind != EventKind.Step || e.Agent != finding.Agent)
            {
                continue;
            }

            if (e.Operation == Operation.Trap)
            {
                first = null;
            }
            else if (e.Operation is Operation.Load or Operation.Atomic && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData })
            {
                first ??= e;
                later = e.Object == first.Value.Object ? e : later;
            }
        }

        if (first is not { } look || later is not { } again)
        {
            return null;
        }

        string who = recording.Agents[finding.Agent].Name;
        string name = recording.NameOf(look.Object);
        return new Evidence(
            [Evidence.Involve(recording, look)],
            $"{who} asked not to wait, read {name} = {look.Value} at {look.Site} (step {look.Step}) and took that for an answer; when it came to "
                + $"use it, {name} was {again.Value} (step {again.Step}), and it went to sleep.",
            [look.Step, again.Step]);
    }

    /// <summary>The last value of the module that was read, changed by somebody else, and relied on all the same.</summary>
    private static Evidence? Stale(Recording recording, Finding finding)
        => StaleRead.FindLast(recording, finding.Agent) is { } stale ? FindingAnalyst.ExplainStale(recording, stale) : null;

    /// <summary>The module function the agent is in or has just left, and the object.</summary>
    private static Evidence Bare(Recording recording, Finding finding)
    {
        string function = Evidence.LastModuleFunction(recording, finding.Agent);
        string target = finding.Object.IsNull ? "" : Evidence.Symbol(recording, finding.Object);
        var last = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && !e.InModule.IsNull);
        if (last.Step == 0)
        {
            return new Evidence([new InvolvedAccess(function, target)], $"{char.ToUpperInvariant(finding.Message[0])}{finding.Message[1..]}.", []);
        }

        string text = $"{recording.Agents[finding.Agent].Name} was in {function}, last at {last.Caller} (step {last.Step}).";
        return new Evidence([new InvolvedAccess(function, target)], text, [last.Step]);
    }
}
