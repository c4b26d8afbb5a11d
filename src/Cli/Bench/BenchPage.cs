using System.Globalization;
using Smp.AkkaHost;
using Smp.CoyoteEngine;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>The figures of <c>smp bench</c> on one page.</summary>
internal static class BenchPage
{
    private const int Width = 100;
    private const char Rule = '-';
    private const string Format = "{0,-20} {1,-11} {2,9} {3,8} {4,4} {5,9} {6,9} {7,9} {8,6} {9,6}";

    internal static void Print(BenchOptions options, IReadOnlyList<BenchRow> rows, BenchMemory? memory, Terminal terminal)
    {
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Medians of {options.Runs} runs of {options.Time.TotalSeconds:0.###} s each, on {System.Environment.ProcessorCount} processors:"));
        terminal.Line();
        Row(terminal, "", "", "schedules", "steps/s:", "", "with de-", "with the", "two work-", "two to", "bytes");
        Row(terminal, "program", "strategy", "/s: bare", "bare", "+-%", "tectors", "race one", "ers, bare", "one", "/sched");
        terminal.Line(new string(Rule, Width));
        foreach (var row in rows)
        {
            Row(
                terminal,
                row.Program,
                (row.Engine, row.Host) switch
                {
                    (HuntResult.BuiltInEngine, ISubject.BuiltInHost) => row.Strategy,
                    (HuntResult.BuiltInEngine, _) => $"on {row.Host}",
                    _ => row.Engine,
                },
                Numbers.Short(row.Schedules(BenchMode.Bare).Median),
                Steps(row, BenchMode.Bare),
                string.Create(CultureInfo.InvariantCulture, $"{row.Steps(BenchMode.Bare).Width * 50:0}"),
                Steps(row, BenchMode.Watched),
                Steps(row, BenchMode.Races),
                Steps(row, BenchMode.Two),
                row.Has(BenchMode.Two) ? string.Create(CultureInfo.InvariantCulture, $"{row.Factor.Median:0.00}") : "",
                row.BytesPerSchedule < 1000 ? row.BytesPerSchedule.ToString("0.#", CultureInfo.InvariantCulture) : Numbers.Short(row.BytesPerSchedule));
        }

        terminal.Line();
        foreach (var missing in new[] { AkkaHosts.Availability, Coyote.Availability }.Where(engine => !engine.IsPresent))
        {
            terminal.Paragraph($"Without {missing.Title}: {missing.WhyMissing} (smp engines says more).");
        }

        Loop(rows, terminal);
        memory?.Print(terminal);
        Busy(rows, terminal);
        Goals(rows, terminal);
    }

    /// <summary>Rates are by the clock on the wall; where others used the machine too, they say little.</summary>
    private static void Busy(IReadOnlyList<BenchRow> rows, Terminal terminal)
    {
        if (BenchGoal.WasBusy(rows))
        {
            double two = BenchGoal.Processors(rows, BenchMode.Two);
            string both = two > 0 ? string.Create(CultureInfo.InvariantCulture, $", with two {two:0.00}") : "";
            terminal.Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"This machine was busy: the table is by the clock, and with one worker the process had {BenchGoal.Processors(rows, BenchMode.Bare):0.00} of a processor{both}. The goals are judged by the processor time that it had."));
        }
    }

    private static void Loop(IReadOnlyList<BenchRow> rows, Terminal terminal)
    {
        if (rows.FirstOrDefault(row => row.Ratio.Median > 0) is { } row)
        {
            terminal.Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"A step of {row.Program} ({row.Strategy}, no detectors) takes as long as {1 / row.Ratio.Median:0} rounds of a plain loop that draws a random number, loads a word and stores it changed (ratio {row.Ratio.Median:0.000}; --json has all)."));
        }
    }

    private static void Goals(IReadOnlyList<BenchRow> rows, Terminal terminal)
    {
        var goals = BenchGoal.Of(rows).ToList();
        if (goals.Count == 0)
        {
            return;
        }

        terminal.Line();
        foreach (var goal in goals)
        {
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{goal.Text,-55} {(goal.IsMet ? "met" : "not met"),-7} {goal.Reached}"));
        }

        if (rows.Any(row => row.Has(BenchMode.Apart)))
        {
            terminal.Paragraph("Apart: two hunts at the same moment that share nothing, which is what this machine can do.");
        }
    }

    private static string Steps(BenchRow row, BenchMode mode) => row.Has(mode) ? Numbers.Short(row.Steps(mode).Median) : "";

    private static void Row(Terminal terminal, params object[] cells)
        => terminal.Line(string.Format(CultureInfo.InvariantCulture, Format, cells).TrimEnd());
}
