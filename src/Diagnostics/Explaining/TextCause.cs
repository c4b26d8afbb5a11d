using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Where a text that a reader should not have got came from: the array it was read from, and who stores to it.</summary>
internal static class TextCause
{
    /// <summary>The array that the reader's last call read; null if it read none of the module's.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        Region? source = null;
        Event read = default;
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation is Operation.Load or Operation.CopyOut
                && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData, Size: > 8 } region)
            {
                source = region;
                read = e;
            }
        }

        if (source is null)
        {
            return null;
        }

        var involved = new List<InvolvedAccess>();
        if (Evidence.Involve(recording, read) is { Function.Length: > 0 } reader)
        {
            involved.Add(reader);
        }

        var writers = new SortedSet<string>(StringComparer.Ordinal);
        int first = 0;
        int last = 0;
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Operation is Operation.Store or Operation.CopyIn && source.Contains(e.Object))
            {
                writers.Add(recording.Agents[e.Agent].Name);
                involved.Add(Evidence.Involve(recording, e));
                first = first == 0 ? e.Step : first;
                last = e.Step;
            }
        }

        string who = recording.Agents[finding.Agent].Name;
        string story = $"{who} read {source.Name} (step {read.Step}), which {string.Join(" and ", writers)} stored to in steps {first} to {last}, "
            + "one piece at a time and with nothing that keeps the pieces together.";
        return new Evidence(involved, story, first == 0 ? [read.Step] : [first, last, read.Step]);
    }
}
