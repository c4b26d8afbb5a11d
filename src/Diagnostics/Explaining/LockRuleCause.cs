using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The two places at which locks are taken in a way that breaks a rule.</summary>
internal static class LockRuleCause
{
    internal static Evidence Explain(Recording recording, Finding finding)
    {
        var involved = new List<InvolvedAccess>();
        var marked = new List<int>();
        var places = new List<string>();
        var other = finding.Other!.Value;
        Add(recording.Events.LastOrDefault(e => IsTake(e) && e.Agent == other.Agent && e.Site.Line == other.Line));
        Add(recording.Events.LastOrDefault(e => IsTake(e) && e.Agent == finding.Agent && e.Object == finding.Object));
        string means = finding.Kind == LockRuleDetector.StateKind
            ? "a handler that comes while it is held waits for whom it has interrupted"
            : "two CPUs that do so at once wait for each other";
        return new Evidence(involved, places.Count == 0 ? $"{finding.Message}." : $"{string.Join(", and ", places)}: {means}.", [.. marked.Distinct().Order()]);

        void Add(Event take)
        {
            if (take.Step > 0 && !marked.Contains(take.Step))
            {
                involved.Add(Evidence.Involve(recording, take));
                marked.Add(take.Step);
                places.Add($"{recording.Agents[take.Agent].Name} takes {recording.NameOf(take.Object)} at {take.Site} (step {take.Step})");
            }
        }
    }

    private static bool IsTake(Event e) => e.Kind == EventKind.Step && e.Operation is Operation.Lock or Operation.Wait;
}
