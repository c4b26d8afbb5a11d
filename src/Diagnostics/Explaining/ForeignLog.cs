using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// How a line came into the log that tells of a text nobody wrote: its end was put where another call's text ends, two
/// writers had mixed their bytes, or the array changed while it was printed.
/// </summary>
internal static class ForeignLog
{
    /// <summary>The cause; null where the line was not printed from an array of a module.</summary>
    internal static Evidence? Find(Recording recording, int agent)
    {
        var steps = recording.Events.Where(e => e.Kind == EventKind.Step).ToList();
        int printed = steps.FindLastIndex(e => e.Agent == agent && e.Operation == Operation.Load && IsArray(recording, e));
        if (printed < 0)
        {
            return null;
        }

        var print = steps[printed];
        var array = recording.RegionOf(print.Object)!;
        int call = Math.Max(steps.FindLastIndex(printed, e => e.Agent == agent && e.Operation == Operation.Trap), 0);
        int ended = steps.FindLastIndex(printed, e => e.Agent == agent && e.Operation == Operation.Store && array.Contains(e.Object));
        ended = ended < call ? printed : ended;
        if (ForeignValue.FindLast(recording, agent, steps[ended].Step) is { Own: { } own } length && own.Step >= steps[call].Step)
        {
            return length.AsEvidence(recording);
        }

        int began = steps.FindIndex(call, e => e.Agent == agent && Writes(e) && array.Contains(e.Object));
        int other = steps.FindLastIndex(printed, e => e.Agent != agent && Writes(e) && array.Contains(e.Object));
        if (began < 0 || other < began)
        {
            return null;
        }

        var write = steps[other];
        string who = recording.Agents[agent].Name;
        bool afterEnd = other > ended;
        string when = afterEnd
            ? $"after {who} had ended its text there (step {steps[ended].Step}) and before it printed it (step {print.Step})"
            : $"between the bytes of {who} (steps {steps[began].Step} to {steps[ended].Step}), which then printed what was there (step {print.Step})";
        var involved = new List<InvolvedAccess> { Evidence.Involve(recording, print) };
        if (afterEnd)
        {
            involved.Add(new InvolvedAccess(involved[0].Function, "log_buf"));
        }

        return new Evidence(
            involved,
            $"{recording.Agents[write.Agent].Name} stored to {array.Name} at {write.Site} (step {write.Step}), {when}.",
            [steps[began].Step, write.Step, print.Step]);
    }

    private static bool IsArray(Recording recording, Event e) => recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData, Size: > 8 };

    private static bool Writes(Event e) => e.Operation is Operation.Store or Operation.CopyIn;
}
