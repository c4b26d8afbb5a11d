using System.CommandLine;
using System.Globalization;
using Smp.AkkaHost;
using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp stress</c>: runs a scenario on Akka.NET's threads, where nobody decides but they, and says what came of it.</summary>
internal static class StressCommand
{
    private const long Runs = 1000;

    internal static Command Create(Shell shell)
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Names or globs such as 'sleep/*'", Arity = ArgumentArity.OneOrMore };
        var environment = Options.Texts("--env", "E", "Environments; one result each [default: all the scenario has]");
        environment.AllowMultipleArgumentsPerToken = true;
        var runs = Options.Text("--runs", "N", $"How many runs a result [default: {Runs}]");
        var time = Options.Text("--time", "SECONDS", "At most so long a result [default: 30]");
        var seed = Options.Text("--seed", "N", "Where the data choices start; the order of steps is the threads' [default: 1]");
        var json = Options.Json();
        var assembly = Options.Assembly();
        var patience = Options.Watchdog();
        var command = new ToolCommand(
            "stress",
            "Run scenarios on Akka.NET's own threads: each step under the computer's step lock, the order taken recorded, so that a run "
            + "that fails has a token. Needs Akka.NET (smp engines).",
            "smp stress sleep/SLP-1 --env S26 --runs 1000",
            "smp stress 'sleep/*' --env S26 --json stress.json") { scenarios, environment, runs, time, seed, json, assembly, patience };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            var options = new HuntOptions
            {
                Engine = AkkaHosts.Free ?? throw new UsageException($"smp stress: {AkkaHosts.Availability.WhyMissing}; smp engines says what brings it"),
                Schedules = from.Read(runs, Values.Positive, Runs),
                Time = from.Read(time, Values.Seconds, new HuntOptions().Time),
                Seed = from.Read(seed, Values.Seed, new HuntOptions().Seed),
                KeepGoing = true,
                Notes = false,
            };
            var plan = Plan.Of(
                new KnownScenarios(from.Many(assembly)),
                [.. parse.GetValue(scenarios)!.Select(text => new Given(text, "SCENARIO"))],
                all: false,
                [.. from.Many(environment).SelectMany(Values.Split)]);
            return Run(plan, options, from.Read(patience, Values.Watchdog, Watchdog.DefaultLimit), from.One(json)?.Text, shell);
        });
        return command;
    }

    private static int Run(IReadOnlyList<PlannedHunt> plan, HuntOptions options, TimeSpan patience, string? json, Shell shell)
    {
        bool jsonOnly = json == "-";
        var file = json is null || jsonOnly ? null : OutputFile.At(json, "--json");
        var terminal = jsonOnly ? shell.Error : shell.Out;
        var results = new List<HuntResult>();
        using var interrupts = new Interrupts(shell.Error);
        foreach (var hunt in plan)
        {
            if (interrupts.Token.IsCancellationRequested)
            {
                break;
            }

            var result = Hunt(hunt, options, new Watchdog(patience), shell, interrupts.Token);
            results.Add(result);
            Print(terminal, result);
            if (result.IsStuck)
            {
                break;
            }
        }

        bool interrupted = results.Count < plan.Count || results.Any(r => r.Cancelled);
        if (interrupted)
        {
            terminal.Line($"interrupted; {results.Count} of {plan.Count} results");
        }

        string text = json is null ? "" : ResultJson.Write(results, cancelled: interrupted);
        file?.Write(text);
        if (jsonOnly)
        {
            shell.Out.Text(text);
        }

        return ExitCodes.Of(results, requireProof: false, interrupted && !results.Any(r => r.IsStuck));
    }

    private static HuntResult Hunt(PlannedHunt hunt, HuntOptions options, Watchdog watchdog, Shell shell, CancellationToken cancel)
    {
        using var progress = new ProgressLine(shell.Error, $"{hunt.Scenario.Name}  {hunt.Environment.Name}");
        try
        {
            return watchdog.Run(() => new Hunt(
                new ScenarioSubject(hunt.Scenario, hunt.Environment, hosting: AkkaHosts.FreeHosting, made: watchdog.Saw),
                options).Run(shell.Error.IsLive ? progress : null, cancel));
        }
        catch (StuckException e)
        {
            return FailedResult.Of(hunt, ScenarioSubject.Source, AkkaHosts.FreeHosting?.Name ?? "", options, e);
        }
    }

    private static void Print(Terminal terminal, HuntResult result)
    {
        if (result.Verdict == Verdict.Error)
        {
            terminal.Line(new($"{result.Scenario}  {result.Environment}  ", Styles.Strong), new("error", Styles.Bad), new(ResultText.Of(result)));
            return;
        }

        long failing = result.Findings.Sum(f => f.Hits) + result.UnexplainedHits;
        string rate = Numbers.Short(result.Schedules / Math.Max(result.ElapsedMs / 1000, 0.001));
        terminal.Line(
            new($"{result.Scenario}  {result.Environment}  ", Styles.Strong),
            new(string.Create(
                CultureInfo.InvariantCulture,
                $"{Numbers.Grouped(result.Schedules)} runs on {Environment.ProcessorCount} cores, {rate} a second, {Numbers.Count(result.Distinct, "different order")}: ")),
            new(failing == 0 ? "none failed" : $"{Numbers.Grouped(failing)} failed", failing == 0 ? Styles.Good : Styles.Bad));
        foreach (var finding in result.Findings)
        {
            terminal.Line(ResultText.Finding(finding).Replace("schedule ", "run ", StringComparison.Ordinal).Replace(" of the free search", "", StringComparison.Ordinal));
            terminal.Line(new("    replay: ", Styles.Faint), new($"smp replay {finding.Token}", Styles.Link));
        }
    }
}
