using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Where a text that a reader should not have got came from: the array it was read from, and who stores to it.</summary>
internal static class TextCause
{
    // Where the kernel enters ->ioctl.
    private const string IoctlCaller = "CallIoctl";

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
                involved.Add(Entered(recording, e));
                first = first == 0 ? e.Step : first;
                last = e.Step;
            }
        }

        string who = recording.Agents[finding.Agent].Name;
        if (writers.Count == 0)
        {
            return Early(recording, read, source, involved);
        }

        string story = $"{who} read {source.Name} (step {read.Step}), which {string.Join(" and ", writers)} stored to in {(first == last ? $"step {first}" : $"steps {first} to {last}")}, "
            + "one piece at a time and with nothing that keeps the pieces together.";
        return new Evidence(involved, story, [first, last, read.Step]);
    }

    /// <summary>
    /// A store. One that an ioctl makes through another method of the module goes by the ioctl: it is under other locks than
    /// when that method is called by the kernel.
    /// </summary>
    private static InvolvedAccess Entered(Recording recording, Event e)
    {
        var access = Evidence.Involve(recording, e);
        var enter = recording.Events.LastOrDefault(other => other.Kind == EventKind.Step && other.Agent == e.Agent && other.Step < e.Step && other.Operation == Operation.Enter);
        return !e.InModule.IsNull && enter.Site.Function == IoctlCaller ? access with { Function = enter.Text } : access;
    }

    /// <summary>Nobody has stored to the array yet: what the reader went by was there before what it stands for.</summary>
    private static Evidence Early(Recording recording, Event read, Region source, List<InvolvedAccess> involved)
    {
        string who = recording.Agents[read.Agent].Name;
        var announced = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Step < read.Step && e.Agent != read.Agent
            && e.Operation == Operation.Store && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData, Size: <= 8 });
        return announced.Step == 0
            ? new Evidence(involved, $"{who} read {source.Name} (step {read.Step}), where nobody had stored anything.", [read.Step])
            : new Evidence(
                involved,
                $"{recording.Agents[announced.Agent].Name} stored {recording.NameOf(announced.Object)} = {announced.Value} at {announced.Site} "
                    + $"(step {announced.Step}), and {who} read {source.Name} (step {read.Step}) before anything that goes with it was there.",
                [announced.Step, read.Step]);
    }
}
