using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A terminal that was used when it was closed: where the pointer to it came from, and who closed it.</summary>
internal static class TerminalCause
{
    private const string Tty = "tty_struct";
    private const string Console = "vc_data";

    /// <summary>The cause; null where no pointer to a terminal is involved.</summary>
    internal static Evidence? Find(Recording recording, Fault fault)
    {
        var region = recording.RegionOf(fault.Address);
        bool isFreed = fault.Kind == FaultKind.UseAfterFree && region?.Name == Tty;
        if (!isFreed && fault.Kind != FaultKind.BadAddress)
        {
            return null;
        }

        var steps = recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).ToList();
        if (Source(recording, steps, fault.Agent, isFreed ? region!.Start : Address.Null) is not { } source)
        {
            return null;
        }

        string who = recording.Agents[fault.Agent].Name;
        var closed = steps.FindLast(e => e.Kind == EventKind.Step && (e.Text.EndsWith("is freed", StringComparison.Ordinal) || e.Text.EndsWith("is not open any more", StringComparison.Ordinal)));
        string closer = closed.Step == 0 ? "nobody has it open" : $"{Cause.Who(recording, closed)} closed the terminal (step {closed.Step})";
        string name = recording.NameOf(source.Object);
        string story = source.Value == 0
            ? $"{who} loaded {name} at {source.Caller} (step {source.Step}): NULL, for {closer}. It followed the pointer all the same (step {steps[^1].Step})."
            : $"{who} loaded {name} at {source.Caller} (step {source.Step}) and had nothing but that pointer: {closer}, and {who} still used it (step {steps[^1].Step}).";
        int[] marked = closed.Step == 0 ? [source.Step, steps[^1].Step] : [source.Step, closed.Step, steps[^1].Step];
        return new Evidence([new InvolvedAccess(CNames.Of(source.Caller.Function), SymbolOf(recording, source))], story, marked);
    }

    /// <summary>The load that gave the pointer: of a console or a process, and not one through the terminal itself.</summary>
    private static Event? Source(Recording recording, List<Event> steps, int agent, Address pointer)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            var e = steps[i];
            if (e.Kind != EventKind.Step || e.Agent != agent || e.Operation != Operation.Load || e.Value != pointer.Value || recording.RegionOf(e.Object) is not { } from)
            {
                continue;
            }

            if (from.Name == Tty)
            {
                pointer = from.Start;
            }
            else
            {
                return SymbolOf(recording, e) is Console or "signal_struct" && !e.InModule.IsNull ? e : null;
            }
        }

        return null;
    }

    private static string SymbolOf(Recording recording, in Event e)
    {
        string name = recording.RegionOf(e.Object)?.Name ?? "";
        return name.StartsWith(Console, StringComparison.Ordinal) ? Console : name;
    }
}
