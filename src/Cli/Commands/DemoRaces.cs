using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>The second part of the demo: the other races in brief, and one table over all of them.</summary>
internal sealed class DemoRaces(
    Terminal terminal, Terminal error, Catalogue catalogue, CancellationToken cancel, Action<ISubject, Computer>? made = null)
{
    // Those that are there are told.
    private static readonly string[] s_races = ["sched/SCH-1", "syscall/SYS-3", "syscall/SYS-5"];
    private static readonly string[] s_where = ["S26", "UP", "S26p", "B20", "S68", "S68p", "U0"];

    // A table for a first look: what takes longer is left to smp matrix.
    private static readonly TimeSpan s_table = TimeSpan.FromSeconds(6);
    private static readonly HuntOptions s_options = new() { Time = TimeSpan.FromSeconds(3), Workers = 1 };

    /// <summary>Tells them, and draws up the table with <paramref name="first"/>, which was told before, on top. The number of the next part.</summary>
    internal int Tell(string first) => Tell([first, .. s_races.Where(name => catalogue.Find(name) is not null)]);

    /// <summary>Tells all but the first of these.</summary>
    internal int Tell(IReadOnlyList<string> names)
    {
        var races = names.Select(name => catalogue.Find(name) ?? throw new DemoFailedException($"there is no scenario {name}")).ToList();
        int number = 4;
        foreach (var race in races.Skip(1))
        {
            Heading($"{number++}. {race.Name}: {race.Summary}");
            Show(race);
        }

        if (races.Count > 1)
        {
            Heading($"{number++}. All of them, everywhere");
            Table(races);
        }

        return number;
    }

    private void Show(Scenario race)
    {
        var options = s_options with { Until = MatrixRows.IsCatalogued(race.Bug) ? race.Bug : null };
        foreach (var environment in s_where.Select(name => Environments.Find(name)!).Where(race.Environments.Contains))
        {
            Func<ISubject>[] trials = [() => new ScenarioSubject(race, environment, made: made), () => new ScenarioSubject(race, environment, faults: true, made: made)];
            using var progress = new ProgressLine(error, $"{race.Name}  {environment.Name}");
            var hunt = BugHunt.Run(trials, options, error.IsLive ? progress : null, cancel);
            progress.Dispose();
            cancel.ThrowIfCancellationRequested();
            if (hunt.Verdict == Verdict.Error)
            {
                throw new DemoFailedException($"{race.Name} in {environment.Name}: {hunt.Trials[^1].ErrorMessage}");
            }

            if (hunt.Found is { } found)
            {
                string[] lines = [.. Wrapping.Lines($"Found in {environment.Name}: {ResultText.Finding(found).Trim()}", terminal.Width)];
                terminal.Line(new("Found", Styles.Bad), new(lines[0]["Found".Length..]));
                foreach (string line in lines.Skip(1))
                {
                    terminal.Line(line);
                }

                terminal.Line();
                ColumnsPrinter.PrintShort(terminal, FoundTrace.Of(hunt.Trials[^1], found));
                return;
            }
        }

        throw new DemoFailedException($"{race.Name} is not found anywhere");
    }

    private void Table(IReadOnlyList<Scenario> races)
    {
        var rows = races.SelectMany<Scenario, Scenario?>(race => [race, catalogue.Find(race.Name + ".fixed")]).OfType<Scenario>();
        using var time = new CancellationTokenSource(s_table);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        var cells = new MatrixRun(s_options, Environment.ProcessorCount, error, stop.Token)
            .Compute("table", MatrixRows.Cells(rows, Environments.All));
        cancel.ThrowIfCancellationRequested();
        if (cells.FirstOrDefault(c => c.Result == CellResult.Failed || (c.Scenario.Corrected && c.Result == CellResult.Found)) is { } wrong)
        {
            throw new DemoFailedException($"{wrong.Scenario.Name} in {wrong.Environment.Name}: {wrong.Error ?? "found in the corrected twin"}");
        }

        MatrixTable.PrintAll(terminal, cells, Environments.All);
        terminal.Line();
        terminal.Paragraph(MatrixText.Legend
            + (cells.Any(c => c.Result == CellResult.Open) ? $" -: not computed in the {s_table.TotalSeconds:0} seconds given to this table." : ""));
    }

    private void Heading(string text)
    {
        terminal.Line();
        terminal.Line(new Piece(text, Styles.Strong));
    }
}
