using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// A reader who did not get one whole text: whose buffer the text came from, and who wrote to it meanwhile; or that the
/// file had no read function yet.
/// </summary>
internal static class WrongText
{
    /// <summary>Whether this is such a finding.</summary>
    internal static bool Applies(Finding finding) => finding.Kind is "torn-text" or "text-lost" or "eof-at-once";

    /// <summary>The accesses involved, the story, the steps it speaks of.</summary>
    internal static (List<InvolvedAccess> Involved, string Story, List<int> Marked) Explain(Recording recording, Finding finding)
    {
        string reader = recording.Agents[finding.Agent].Name;
        var copy = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.CopyOut);
        string buffer = recording.RegionOf(copy.Object)?.Name ?? "";
        if (finding.Kind == "eof-at-once")
        {
            return Early(recording, finding, reader);
        }

        if (finding.Kind == "text-lost")
        {
            string function = LastEntered(recording, finding.Agent);
            return ([new InvolvedAccess(function, buffer)], $"{reader} asked for the rest of the text, and {function} gave the end of the file.", [copy.Step]);
        }

        var first = recording.Events.FirstOrDefault(e => IsStoreTo(recording, e, buffer) && e.Agent == finding.Agent);
        var foreign = recording.Events.LastOrDefault(e => IsStoreTo(recording, e, buffer) && e.Agent != finding.Agent && e.Step > first.Step && e.Step < copy.Step);
        if (foreign.Step == 0)
        {
            return ([new InvolvedAccess(LastEntered(recording, finding.Agent), buffer)], $"{reader} got a text from {buffer} that is no whole one.", [copy.Step]);
        }

        string other = recording.Agents[foreign.Agent].Name;
        return (
            [new InvolvedAccess(CNames.Of(foreign.Site.Function), buffer)],
            $"{reader} had its text written to {buffer} from step {first.Step} on, {other} wrote another text there at {foreign.Site} (step {foreign.Step}), "
                + $"and what {reader} was given came from there afterwards (step {copy.Step}).",
            [first.Step, foreign.Step, copy.Step]);
    }

    private static (List<InvolvedAccess> Involved, string Story, List<int> Marked) Early(Recording recording, Finding finding, string reader)
    {
        // The pointer that was still NULL, and whoever linked the entry that it belongs to.
        var empty = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.Load
            && e.Value == 0 && recording.RegionOf(e.Object) is { Kind: RegionKind.Heap, Name: var name } && name.StartsWith("proc entry", StringComparison.Ordinal));
        if (empty.Step == 0)
        {
            return ([new InvolvedAccess(LastEntered(recording, finding.Agent), "")], $"{reader} found the file at its end at once.", []);
        }

        string entry = recording.RegionOf(empty.Object)!.Name;
        var linked = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent != finding.Agent && !e.InModule.IsNull && e.Step < empty.Step
            && e.Operation is Operation.Kernel or Operation.Allocate or Operation.Store);
        return (
            [new InvolvedAccess(CNames.Of(linked.Caller.Function ?? ""), entry)],
            $"{reader} found {entry} in /proc, whose read function {recording.Agents[linked.Agent].Name} had not stored yet (step {empty.Step}), and took it for an empty file.",
            [linked.Step, empty.Step]);
    }

    private static bool IsStoreTo(Recording recording, Event e, string buffer)
        => e.Kind == EventKind.Step && e.Operation == Operation.Store && recording.RegionOf(e.Object) is { } region && region.Name == buffer;

    private static string LastEntered(Recording recording, int agent)
    {
        var entered = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == agent && e.Operation == Operation.Enter);
        return entered.Step == 0 ? "" : entered.Text;
    }
}
