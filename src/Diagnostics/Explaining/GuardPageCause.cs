using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// How an access came to a page where nothing is mapped, before or behind pages of vmalloc: through a variable that
/// somebody else changed meanwhile, by running past the end, or with an index that was wrong from the start.
/// </summary>
internal static class GuardPageCause
{
    /// <summary>The cause; null where the access went anywhere else.</summary>
    internal static Evidence? Find(Recording recording, Fault fault)
    {
        var at = recording.Events.LastOrDefault(e => e.Kind == EventKind.Fault && e.Agent == fault.Agent);
        if (recording.RegionOf(fault.Address) is not { Kind: RegionKind.Unmapped } page || at.Kind != EventKind.Fault)
        {
            return null;
        }

        string who = recording.Agents[fault.Agent].Name;
        string function = Evidence.FunctionOf(recording, at);
        string end = $"{who} came to the {page.Name} at {at.Site} (step {at.Step})";
        var call = CallOf(recording, at);
        if (Changed(recording, call, at) is var (read, write))
        {
            string name = recording.NameOf(read.Object);
            return new Evidence(
                [.. new[] { Evidence.Involve(recording, read), Evidence.Involve(recording, write) }.Distinct()],
                $"{who} read {name} = {read.Value} (step {read.Step}) and judged by that, but {recording.Agents[write.Agent].Name} changed it to "
                    + $"{write.Value} (step {write.Step}) before it was used: {end}.",
                [read.Step, write.Step, at.Step]);
        }

        var here = new InvolvedAccess(function, page.Name);
        bool ranOn = call.Exists(e => e.Site == at.Site && recording.RegionOf(e.Object) is { Kind: RegionKind.Vmalloc });
        if (!ranOn && call.FindLast(e => IsVariable(recording, e)) is { Step: > 0 } index)
        {
            return new Evidence(
                [Evidence.Involve(recording, index), here],
                $"{who} read {recording.NameOf(index.Object)} = {index.Value} (step {index.Step}), which is no place in the pages: {end}.",
                [index.Step, at.Step]);
        }

        string story = ranOn ? $"{who} went through the pages step by step and past their end: {end}." : $"{end}, where nothing is mapped.";
        return new Evidence([here], story, [at.Step]);
    }

    /// <summary>What the agent did since it entered the module's function.</summary>
    private static List<Event> CallOf(Recording recording, Event at)
    {
        var own = recording.Events.Where(e => e.Agent == at.Agent && e.Kind == EventKind.Step && e.Step < at.Step).ToList();
        return own[(own.FindLastIndex(e => e.Operation == Operation.Enter) + 1)..];
    }

    private static (Event Read, Event Write)? Changed(Recording recording, List<Event> call, Event at)
    {
        foreach (var read in call.Where(e => IsVariable(recording, e)))
        {
            foreach (var e in recording.Events)
            {
                bool isWrite = e.Kind == EventKind.Step && e.Operation is Operation.Store or Operation.Atomic && e.Object == read.Object;
                if (isWrite && e.Agent != at.Agent && e.Step > read.Step && e.Step < at.Step)
                {
                    return (read, e);
                }
            }
        }

        return null;
    }

    /// <summary>A variable of the module that was read, and is no pointer.</summary>
    private static bool IsVariable(Recording recording, Event e)
        => e.Operation == Operation.Load
            && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData, Size: <= 8 }
            && recording.PointeeOf(e.Value) is null;
}
