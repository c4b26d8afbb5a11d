using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Smp.AkkaHost;
using Smp.CoyoteEngine;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Spectre.Console;

namespace Smp.Cli;

/// <summary><c>smp bench</c>: how fast this machine explores.</summary>
internal static class BenchCommand
{
    private const string Environment = "S26";
    private const ulong Seed = 1;
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(2);

    internal static Command Create(Shell shell)
    {
        var json = Options.Json();
        var time = Options.Text("--time", "SECONDS", "How long to measure each row, warm-up not included [default: 2]");
        var command = new ToolCommand(
            "bench",
            "Measure how fast schedules are run: strategy random, detectors off, one worker; the last program also on Akka.NET and under "
            + "Coyote, where this build has them.",
            "smp bench",
            "smp bench --time 10 --json bench.json") { json, time };
        command.SetAction(parse =>
        {
            // Not SMP_TIME: that is the budget of a hunt.
            var seconds = parse.GetValue(time) is { } text ? Values.Seconds(new Given(text, time.Name)) : s_time;
            Run(seconds, new Sources(parse, shell.Variable).One(json)?.Text, shell);
            return ExitCodes.Nothing;
        });
        command.Add(BenchStrategiesCommand.Create(shell));
        return command;
    }

    private static void Run(TimeSpan time, string? json, Shell shell)
    {
        var file = json is null or "-" ? null : OutputFile.At(json, "--json");
        var rows = new List<ThroughputRow>();
        var profile = Environments.Find(Environment)!;
        foreach (var (name, scenario) in Programs())
        {
            shell.Error.Control("\r\u001b[K");
            if (shell.Error.IsLive)
            {
                shell.Error.Write($"measuring {name} …");
            }

            rows.Add(Throughput.Measure(name, new ScenarioSubject(scenario, profile), Seed, time));
        }

        foreach (var measure in Elsewhere(time))
        {
            rows.Add(measure());
        }

        shell.Error.Control("\r\u001b[K");
        file?.Write(Json(rows));
        if (json == "-")
        {
            shell.Out.Text(Json(rows));
            return;
        }

        Print(rows, shell.Out);
    }

    private static IEnumerable<(string Name, Scenario Scenario)> Programs() =>
    [
        ("lost-update", CounterScenarios.Bare),
        ("lost-update-syscall", CounterScenarios.ThroughSyscalls),
        ("sleep", new Catalogue().Find("sleep/SLP-1")!),
    ];

    /// <summary>The last program once more, on the hosts and engines that come with packages.</summary>
    private static IEnumerable<Func<ThroughputRow>> Elsewhere(TimeSpan time)
    {
        var (name, scenario) = Programs().Last();
        var profile = Environments.Find(Environment)!;
        var coyote = Coyote.Engine("random");
        var akka = AkkaHosts.Stepped;
        if (akka is not null)
        {
            yield return () => Throughput.Measure(name, new ScenarioSubject(scenario, profile, hosting: akka), Seed, time);
        }

        if (coyote is not null)
        {
            yield return () => Throughput.Measure(name, new ScenarioSubject(scenario, profile), coyote, Seed, time);
        }

        if (coyote is not null && akka is not null)
        {
            yield return () => Throughput.Measure(name, new ScenarioSubject(scenario, profile, hosting: akka), coyote, Seed, time);
        }
    }

    private static void Print(IReadOnlyList<ThroughputRow> rows, Terminal terminal)
    {
        terminal.Line($"In {Environment}, strategy random, detectors off, one worker:");
        terminal.Line();
        var table = Tables.Plain(terminal);
        foreach (string head in new[] { "program", "engine", "host" })
        {
            table.AddColumn(new TableColumn(head).NoWrap());
        }

        foreach (string head in new[] { "schedules/s", "steps/s", "bytes each", "states", "ratio" })
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow(
                row.Name,
                row.Engine,
                row.Host,
                Numbers.Short(row.SchedulesPerSecond),
                Numbers.Short(row.StepsPerSecond),
                row.BytesPerSchedule < 1000 ? row.BytesPerSchedule.ToString("0.##", CultureInfo.InvariantCulture) : Numbers.Short(row.BytesPerSchedule),
                Numbers.Grouped(row.FinalStates),
                row.RatioToPlainLoop.ToString("0.00000", CultureInfo.InvariantCulture));
        }

        terminal.Render(table);
        terminal.Line();
        var last = rows.Last(row => row is { Engine: HuntResult.BuiltInEngine, Host: ISubject.BuiltInHost });
        foreach (var missing in new[] { AkkaHosts.Availability, Coyote.Availability }.Where(engine => !engine.IsPresent))
        {
            terminal.Paragraph($"Without {missing.Title}: {missing.WhyMissing} (smp engines says more).");
        }

        terminal.Paragraph(
            "The plain loop draws a random number, loads a word and stores it changed, with no computer around it; it runs in turns with "
            + string.Create(CultureInfo.InvariantCulture, $"the program. A ratio of {last.RatioToPlainLoop:0.000} says that a step of ")
            + string.Create(CultureInfo.InvariantCulture, $"{last.Name} takes as long as {1 / last.RatioToPlainLoop:0} rounds of that loop."));
    }

    /// <summary>The rows as one JSON object, version 1.</summary>
    internal static string Json(IEnumerable<ThroughputRow> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteStartArray("rows");
            foreach (var row in rows)
            {
                writer.WriteStartObject();
                writer.WriteString("name", row.Name);
                writer.WriteString("engine", row.Engine);
                writer.WriteString("host", row.Host);
                writer.WriteNumber("schedules_per_s", Math.Round(row.SchedulesPerSecond, 1));
                writer.WriteNumber("steps_per_s", Math.Round(row.StepsPerSecond, 1));
                writer.WriteNumber("bytes_per_schedule", Math.Round(row.BytesPerSchedule, 3));
                writer.WriteNumber("final_states", row.FinalStates);
                writer.WriteNumber("ratio_to_plain_loop", Math.Round(row.RatioToPlainLoop, 4));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
