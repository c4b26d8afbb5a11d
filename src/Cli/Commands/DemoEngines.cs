using System.Globalization;
using Smp.AkkaHost;
using Smp.CoyoteEngine;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Spectre.Console;

namespace Smp.Cli;

/// <summary>
/// The last part of the demo: three races under Microsoft Coyote. Where Coyote is not in the build, schedules that were
/// recorded with it are replayed by Smp, and that is what is said.
/// </summary>
internal sealed class DemoEngines(
    Terminal terminal, Terminal error, Catalogue catalogue, CancellationToken cancel, Action<ISubject, Computer>? made = null)
{
    private const string Where = "S26";
    private const string Strategy = "portfolio";

    // Coyote hands over from thread to thread at every step: on a busy machine it needs its time.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly string[] s_races = ["sleep/SLP-1", "sched/SCH-1", "syscall/SYS-3"];

    internal void Tell(int number)
    {
        terminal.Line();
        if (Coyote.Engine(Strategy) is { } engine)
        {
            terminal.Line(new Piece($"{number}. Three of them on both engines", Styles.Strong));
            Hunt(engine);
        }
        else if (RecordedSchedules.All.Count > 0)
        {
            terminal.Line(new Piece($"{number}. Three of them as Coyote found them", Styles.Strong));
            Replay();
        }
    }

    private void Hunt(IEngine engine)
    {
        var hosting = AkkaHosts.Stepped;
        terminal.Paragraph(
            $"Microsoft Coyote {engine.Version} explores the same computers: it decides whose step is next"
            + (hosting is null ? "." : $", and the actors live on Akka.NET {AkkaHosts.Availability.Version}.")
            + " What it finds has the same tokens; each is replayed by Smp, event for event.");
        terminal.Line();
        var table = Tables.Plain(terminal);
        foreach (string head in new[] { "race", "engine", "host", "strategy", "found in schedule", "after" })
        {
            table.AddColumn(new TableColumn(head).NoWrap());
        }

        foreach (string name in s_races)
        {
            Row(table, new ScenarioSubject(Scenario(name), Environments.Find(Where)!, made: made), new HuntOptions { Notes = false });
            Row(table, new ScenarioSubject(Scenario(name), Environments.Find(Where)!, hosting: hosting, made: made), new HuntOptions { Engine = engine, Time = s_patience, Notes = false });
        }

        terminal.Render(table);
    }

    private void Row(Table table, ScenarioSubject subject, HuntOptions options)
    {
        using var progress = new ProgressLine(error, $"{subject.Scenario}  {subject.Environment}");
        var result = new Hunt(subject, options).Run(error.IsLive ? progress : null, cancel);
        cancel.ThrowIfCancellationRequested();
        if (result.Verdict != Verdict.Found)
        {
            throw new DemoFailedException($"{subject.Scenario} under {result.Engine}: {ResultText.Of(result.Verdict)}{ResultText.Of(result)}");
        }

        table.AddRow(
            subject.Scenario,
            result.Engine,
            result.Host,
            result.Strategy,
            Numbers.Grouped(result.FirstHit),
            Numbers.Duration(TimeSpan.FromMilliseconds(result.ElapsedMs)));
    }

    private void Replay()
    {
        var recorded = s_races
            .Select(name => RecordedSchedules.All.Select(r => r.Schedule).Where(r => r.Token.Scenario == name).MaxBy(r => r.Strategy == Strategy))
            .OfType<RecordedSchedule>()
            .ToList();
        terminal.Paragraph(
            $"Coyote is not part of this build ({Coyote.Availability.WhyMissing}), so it does not run here. These schedules were recorded "
            + $"with Coyote {recorded[0].EngineVersion}; Smp replays them now.");
        terminal.Line();
        foreach (var record in recorded)
        {
            var replay = Exploration.Replay.Run(ReplayCommand.Subject(record.Token, new KnownScenarios([]), made: made), record.Token);
            bool isSame = replay is { Outcome: ReplayOutcome.Reproduced, EventHashMatches: true } && replay.Report!.Id == record.Finding;
            if (!isSame)
            {
                throw new DemoFailedException($"the schedule of {record.Bug} recorded with Coyote {record.EngineVersion} ends as {replay.Outcome}");
            }

            terminal.Line(
                new($"  {record.Bug}", Styles.Strong),
                new(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  recorded with Coyote {record.EngineVersion} ({record.Strategy}, seed {record.Seed}, iteration {record.Iteration}): ")),
                new("replayed, same events", Styles.Good));
        }
    }

    private Scenario Scenario(string name) => catalogue.Find(name) ?? throw new DemoFailedException($"there is no scenario {name}");
}
