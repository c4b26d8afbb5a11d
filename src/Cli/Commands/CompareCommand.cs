using System.CommandLine;
using Smp.Exploration;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Cli;

/// <summary><c>smp compare</c>: one schedule followed in several kernels, and where they part.</summary>
internal static class CompareCommand
{
    private const string Page = "html";
    private static readonly string[] s_formats = ["columns", Page];

    internal static Command Create(Shell shell)
    {
        var what = new Argument<string>("TOKEN|FILE") { Description = "A token, or a JSON trace with its token" };
        var environments = Options.Texts("--env", "E", "The environments to follow it in: B20,S26 [default: the token's own and B20, where the scenario has it]");
        environments.AllowMultipleArgumentsPerToken = true;
        var format = Options.Text("--format", "F", "columns, or html for a page that plays two kernels side by side [default: columns]");
        var output = Options.Text("--output", "FILE", "Write the page there instead of on standard output", "-o");
        var json = Options.Json();
        var assembly = Options.Assembly();
        var patience = Options.Watchdog();
        var command = new ToolCommand(
            "compare",
            "Follow one schedule in several kernels: the same agents step, by name, until one of them cannot or does something else; the rest "
            + "is the nearest that follows there. Exit 1: found in one of them; 0: in none; 4: the token diverges where it was made.",
            "smp compare TOKEN --env B20,S26",
            "smp compare TOKEN --env B20,S26 --format html -o comparison.html",
            "smp compare TOKEN --env B20,S26,S68 --json comparison.json") { what, environments, format, output, json, assembly, patience };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            var input = TokenInput.Of(parse.GetValue(what)!);
            var known = new KnownScenarios(from.Many(assembly));
            var watchdog = new Watchdog(from.Read(patience, Values.Watchdog, Watchdog.DefaultLimit));
            var origin = ReplayCommand.Subject(input.Token, known, made: watchdog.Saw);
            var subjects = Subjects(input, known, from.Many(environments), watchdog);
            bool isPage = from.Read(format, given => Values.OneOf(given, "format", s_formats) == Page, false);
            if (isPage && subjects.Count != 2)
            {
                throw new UsageException($"--format: a page shows two kernels, and there are {subjects.Count}: name two with --env");
            }

            var page = from.One(output) is { } path ? OutputFile.At(path.Text, "-o") : null;
            if (page is not null && !isPage)
            {
                throw new UsageException("-o: only a page is written to a file: --format html; --json FILE writes the rest");
            }

            return watchdog.Run(() => Run(input, origin, subjects, isPage, page, from.One(json)?.Text, shell));
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

    private static int Run(
        TokenInput input, ScenarioSubject origin, IReadOnlyList<ScenarioSubject> subjects, bool isPage, OutputFile? page, string? json, Shell shell)
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

        var runs = Comparing.Of(origin, input.Token, subjects);
        var comparison = ComparedTraces.Of(input.Token, runs, reference);
        if (isPage)
        {
            var exporter = new HtmlExporter();
            var shown = ComparisonPage.Of(comparison, runs[0]);
            if (page is not null)
            {
                page.Write(to => exporter.Write(shown, to));
            }
            else if (!jsonOnly)
            {
                shell.Out.Text(to => exporter.Write(shown, to));
            }
        }
        else if (!jsonOnly)
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
