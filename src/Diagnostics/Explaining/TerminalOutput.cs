using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A line that did not come out whole on a terminal: the write of the driver that a module called, and what it was without.</summary>
internal static class TerminalOutput
{
    private const string Terminal = "terminal";

    /// <summary>Somebody wrote between a line and its end.</summary>
    internal static Evidence? FindMixed(Recording recording, Finding finding)
    {
        var own = recording.Events.LastOrDefault(IsModules);
        var other = recording.Events.LastOrDefault(e => IsWrite(e) && e.Agent == finding.Agent);
        if (own.Step == 0 || other.Step == 0)
        {
            return null;
        }

        string who = Cause.Who(recording, own);
        return new Evidence(
            [new InvolvedAccess(CNames.Of(own.Caller.Function), Terminal)],
            $"{who} gave the line to the driver at {own.Caller} (step {own.Step}), and before it came to the end of the line {Cause.Who(recording, other)} wrote on the "
                + $"terminal (step {other.Step}): two calls, and nothing that keeps them together.",
            [own.Step, other.Step]);
    }

    /// <summary>The driver took less than it was given.</summary>
    internal static Evidence? FindShort(Recording recording)
    {
        var write = recording.Events.FirstOrDefault(e => IsModules(e) && e.Value < Offered(e.Text));
        return write.Step == 0
            ? null
            : new Evidence(
                [new InvolvedAccess(CNames.Of(write.Caller.Function), Terminal)],
                $"{Cause.Who(recording, write)} gave {Offered(write.Text)} characters to the driver at {write.Caller} (step {write.Step}), which had room for {write.Value} "
                    + "and said so; nobody looked at what it said.",
                [write.Step]);
    }

    private static bool IsWrite(Event e) => e.Kind == EventKind.Step && e.Site.Function is "con_write" or "uart_write" && e.Text.Contains(" takes ", StringComparison.Ordinal);

    private static bool IsModules(Event e) => IsWrite(e) && !e.InModule.IsNull;

    // "ttyS0 takes 16 of 42 characters".
    private static long Offered(string text)
        => text.Split(' ') is [_, _, _, "of", var count, ..] ? long.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 0;
}
