using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A tasklet that comes when it, or its code, is gone, or is left behind by a module: who scheduled it, and who freed it.</summary>
internal static class LateTasklet
{
    private const string Waits = "tasklet_kill, once nobody can schedule it any more, waits for it";

    /// <summary>Whether this is such a finding, and what happened; null if it is another.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        bool isLeft = finding.Kind == "leftover" && finding.Message.Contains("tasklet_struct", StringComparison.Ordinal);
        bool isLate = finding.Fault is { Kind: FaultKind.UseAfterFree or FaultKind.FreedText } bad && recording.Agents[bad.Agent].Kind == AgentKind.SoftInterrupt;
        if (!isLeft && !isLate)
        {
            return null;
        }

        var tasklet = isLeft ? finding.Object : TaskletOf(recording, finding.Fault!.Value);
        if (tasklet.IsNull
            || recording.Events.LastOrDefault(e => IsScheduling(e) && e.Object == tasklet && e.Value != 0) is not { Step: > 0 } scheduling)
        {
            return null;
        }

        string name = recording.NameOf(tasklet);
        string who = recording.Agents[scheduling.Agent].Name;
        var marked = new List<int> { scheduling.Step };
        string freed = "";
        if (recording.Events.LastOrDefault(IsFreeing) is { Step: > 0 } freeing)
        {
            freed = $", and {recording.Agents[freeing.Agent].Name} freed {(isLeft || freeing.Object != tasklet ? "its module" : "it")} (step {freeing.Step}) before it had run";
            marked.Add(freeing.Step);
        }

        string end = $"{name} was still scheduled when its module was freed";
        if (isLate)
        {
            var fault = recording.Events.Last(e => e.Kind == EventKind.Fault);
            end = $"{recording.Agents[fault.Agent].Name} came to {recording.NameOf(finding.Fault!.Value.Address)} when it was gone, at {fault.Site} (step {fault.Step})";
            marked.Add(fault.Step);
        }

        return new Evidence(
            [new InvolvedAccess(CNames.Of(scheduling.Caller.Function), Evidence.Symbol(recording, tasklet))],
            $"{end}: {who} scheduled {name} at {scheduling.Caller} (step {scheduling.Step}){freed}; {Waits}.",
            [.. marked.Distinct().Order()]);
    }

    /// <summary>The tasklet that a softirq has come to or runs; NULL if it is at something else.</summary>
    private static Address TaskletOf(Recording recording, Fault fault)
    {
        var at = recording.Events.LastOrDefault(e => e.Kind == EventKind.Fault);
        if (at.Operation == Operation.Tasklet)
        {
            return fault.Address;
        }

        var last = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == fault.Agent && IsAction(e));
        return last.Operation == Operation.Tasklet ? new Address((int)last.Value) : Address.Null;
    }

    /// <summary>Whether a softirq turns to a timer or a tasklet, and does not call for one in a function.</summary>
    private static bool IsAction(Event e) => e.InModule.IsNull && e.Operation is Operation.Tasklet or Operation.Timer;

    private static bool IsScheduling(Event e)
        => e.Kind == EventKind.Step && e.Operation == Operation.Tasklet && e.Text is { } text
            && (text.StartsWith("tasklet_schedule(", StringComparison.Ordinal) || text.StartsWith("tasklet_hi_schedule(", StringComparison.Ordinal));

    private static bool IsFreeing(Event e)
        => e.Kind == EventKind.Step && e.Text is { } text
            && (text.StartsWith("kfree", StringComparison.Ordinal) || text.StartsWith("free_module", StringComparison.Ordinal));
}
