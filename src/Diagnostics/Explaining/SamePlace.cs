using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Two agents that were in the same place of a shared object, one after the other, both having read it from the same
/// variable: what the first did there the second does once more, or over it.
/// </summary>
internal static class SamePlace
{
    /// <summary>The last two such accesses; null if there are none.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var steps = recording.Events.Where(e => e.Kind == EventKind.Step && !e.InModule.IsNull).ToList();
        for (int second = steps.Count - 1; second > 0; second--)
        {
            var later = steps[second];
            if (!IsBeginning(recording, steps, second))
            {
                continue;
            }

            int first = steps.FindLastIndex(second - 1, e => e.Agent != later.Agent && e.Object == later.Object && e.Operation == later.Operation);
            if (first >= 0 && IndexOf(recording, steps, first) is { } index && IndexOf(recording, steps, second) is { } again && index.Object == again.Object)
            {
                return Tell(recording, steps[first], later, index, again);
            }
        }

        return null;
    }

    private static Evidence Tell(Recording recording, Event first, Event second, Event index, Event again)
    {
        string name = recording.NameOf(index.Object);
        string one = recording.Agents[first.Agent].Name;
        string other = recording.Agents[second.Agent].Name;
        string does = second.Operation == Operation.CopyIn ? "wrote to" : "read from";
        return new Evidence(
            [.. new[] { Evidence.Involve(recording, index), Evidence.Involve(recording, again) }.Distinct()],
            $"{one} read {name} = {index.Value} (step {index.Step}) and {does} that place (step {first.Step}); {other} read {name} = {again.Value} "
                + $"(step {again.Step}) and {does} the same place (step {second.Step}).",
            [index.Step, first.Step, again.Step, second.Step]);
    }

    /// <summary>A copy to the object, or from it, that goes on nothing the agent did in the same line before.</summary>
    private static bool IsBeginning(Recording recording, List<Event> steps, int at)
    {
        var step = steps[at];
        if (step.Operation is not (Operation.CopyIn or Operation.CopyOut) || recording.RegionOf(step.Object) is not { Kind: RegionKind.Vmalloc or RegionKind.Heap })
        {
            return false;
        }

        int before = steps.FindLastIndex(at - 1, e => e.Agent == step.Agent);
        return before < 0 || steps[before].Site != step.Site;
    }

    /// <summary>The variable that says where in the object the agent went: read before the step, and no pointer.</summary>
    private static Event? IndexOf(Recording recording, List<Event> steps, int at)
    {
        var step = steps[at];
        int place = step.Object - recording.RegionOf(step.Object)!.Start;
        bool IsVariable(Event e) => e.Agent == step.Agent && e.Operation == Operation.Load
            && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData, Size: <= 8 } && recording.PointeeOf(e.Value) is null;
        int index = steps.FindLastIndex(at - 1, e => IsVariable(e) && e.Value == place);
        return index < 0 ? null : steps[index];
    }
}
