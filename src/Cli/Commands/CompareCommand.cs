using System.CommandLine;
using Smp.Exploration;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Cli;

/// <summary><c>smp compare</c>: one schedule followed in several kernels, and where they part.</summary>
internal static class CompareCommand
{
    internal static Command Create(Shell shell)
    {
        var what = new Argument<string>("TOKEN|FILE") { Description = "A token, or a JSON trace with its token" };
        var environments = Options.Texts("--env", "E", "The environments to follow it in: B20,S26 [default: the token's own and B20, where the scenario has it]");
        environments.AllowMultipleArgumentsPerToken = true;
        var json = Options.Json();
        var assembly = Options.Assembly();
        var patience = Options.Watchdog();
        var command = new ToolCommand(
            "compare",
            "Follow one schedule in several kernels: the same agents step, by name, until one of them cannot or does something else; the rest "
            + "is the nearest that follows there. Exit 1: found in one of them; 0: in none; 4: the token diverges where it was made.",
            "smp compare TOKEN --env B20,S26",
            "smp compare TOKEN --env B20,S26,S68 --json comparison.json") { what, environments, json, assembly, patience };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            var input = TokenInput.Of(parse.GetValue(what)!);
            var known = new KnownScenarios(from.Many(assembly));
            var watchdog = new Watchdog(from.Read(patience, Values.Watchdog, Watchdog.DefaultLimit));
            var origin = ReplayCommand.Subject(input.Token, known, made: watchdog.Saw);
            var subjects = Subjects(input, known, from.Many(environments), watchdog);
            return watchdog.Run(() => Run(input, origin, subjects, from.One(json)?.Text, shell));
        });
        return command;
    }

    private static IReadOnlyList<ScenarioSubject> Subjects(TokenInput input, KnownScenarios known, IReadOnlyList<Given> given, Watchdog watchdog)
    {
        const string BigLockKernel = "B20";
        var token = input.Token;
        var scenario = known.Find(new Given(token.Scenario, "the token"));
        if (given.Count == 0)
        {
            given = [new Given(token.Environment, "the token"), .. scenario.Environments.Where(e => e.Name == BigLockKernel).Select(e => new Given(e.Name, "--env"))];
        }

        ScenarioSubject.TryParseGranularity(token.Granularity, out string granularity, out bool faults);
        var subjects = new List<ScenarioSubject>();
        foreach (var name in given.SelectMany(Values.Split).DistinctBy(name => name.Text))
        {
            var environment = KnownScenarios.Environment(name);
            if (!scenario.Environments.Contains(environment))
            {
                throw new UsageException(
                    $"{name.Where}: {scenario.Name} cannot be explored in {environment.Name}, only in {KnownScenarios.Names(scenario.Environments)}");
            }

            subjects.Add(new ScenarioSubject(scenario, environment, faults, granularity, made: watchdog.Saw));
        }

        return subjects;
    }

    private static int Run(TokenInput input, ScenarioSubject origin, IReadOnlyList<ScenarioSubject> subjects, string? json, Shell shell)
    {
        bool jsonOnly = json == "-";
        var file = json is null || jsonOnly ? null : OutputFile.At(json, "--json");
        PulledReplay pulled;
        try
        {
            pulled = Replay.Pull(origin, input.Token);
        }
        catch (TokenRefusedException e)
        {
            throw new UsageException(e.Message);
        }

        var reference = FoundTrace.Of(pulled, input.Token);
        foreach (var line in ReplayText.Of(pulled, input, reference))
        {
            shell.Error.Line(line);
        }

        if (pulled.Result.Divergence is not null)
        {
            return ExitCodes.Diverged;
        }

        var comparison = ComparedTraces.Of(input.Token, Comparing.Of(origin, input.Token, subjects), reference);
        if (!jsonOnly)
        {
            new ComparisonReport(shell.Out, comparison, reference.Header.Finding).Print();
        }

        string text = json is null ? "" : ComparisonJson.Write(comparison);
        file?.Write(text);
        if (jsonOnly)
        {
            shell.Out.Text(text);
        }

        return comparison.Kernels.Any(kernel => kernel.Trace.Header.Finding is not null) ? ExitCodes.Found : ExitCodes.Nothing;
    }
}
