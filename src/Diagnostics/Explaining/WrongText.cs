using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// A reader who did not get one whole text from a buffer that outlives the call: the function that gave the end instead
/// of the rest, or an entry that had no read function yet.
/// </summary>
internal static class WrongText
{
    /// <summary>The cause; null where the text did not come from such a buffer.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        string reader = recording.Agents[finding.Agent].Name;
        if (finding.Kind is "eof-at-once" or "wrong-errno")
        {
            return Early(recording, finding, reader);
        }

        // A text that comes out of a page has mostly been copied there from a buffer.
        var copies = recording.Events.Where(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.CopyOut).ToList();
        var copy = copies.LastOrDefault(e => recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData });
        copy = copy.Step != 0 ? copy : copies.LastOrDefault();
        if (finding.Kind != "text-lost" || recording.RegionOf(copy.Object) is not { Kind: RegionKind.ModuleData or RegionKind.Heap } buffer)
        {
            return null;
        }

        string function = Evidence.LastModuleFunction(recording, finding.Agent);
        return new Evidence(
            [new InvolvedAccess(function, buffer.Name)],
            $"{reader} asked for the rest of the text, and {function} gave the end of the file.",
            [copy.Step]);
    }

    /// <summary>The pointer that was still NULL, and whoever linked the entry that it belongs to.</summary>
    private static Evidence? Early(Recording recording, Finding finding, string reader)
    {
        var empty = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.Load
            && e.Value == 0 && recording.RegionOf(e.Object) is { Kind: RegionKind.Heap, Name: var name } && name.StartsWith("proc entry", StringComparison.Ordinal));
        if (empty.Step == 0)
        {
            return null;
        }

        string entry = recording.RegionOf(empty.Object)!.Name;
        var linked = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent != finding.Agent && !e.InModule.IsNull && e.Step < empty.Step
            && e.Operation is Operation.Kernel or Operation.Allocate or Operation.Store);
        return new Evidence(
            [new InvolvedAccess(CNames.Of(linked.Caller.Function ?? ""), entry)],
            finding.Kind == "wrong-errno"
                ? $"{reader} found {entry} in /proc, whose write function {recording.Agents[linked.Agent].Name} had not stored yet (step {empty.Step}), and was told that it cannot be written."
                : $"{reader} found {entry} in /proc, whose read function {recording.Agents[linked.Agent].Name} had not stored yet (step {empty.Step}), and took it for an empty file.",
            [linked.Step, empty.Step]);
    }
}
