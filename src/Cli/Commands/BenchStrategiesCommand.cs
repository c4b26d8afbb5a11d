using System.CommandLine;
using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary><c>smp bench strategies</c>: which strategy finds the bugs of classic programs how fast.</summary>
internal static class BenchStrategiesCommand
{
    private const int Seeds = 20;
    private const int MostSeeds = 10_000;
    private const long Schedules = 100_000;

    internal static Command Create(Shell shell)
    {
        var programs = new Argument<string[]>("PROGRAM")
        {
            Description = "Scenarios, by name or glob, with or without 'classics/' [default: all classic programs]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var seeds = Options.Text("--seeds", "N", $"Hunts a program and strategy, with the seeds 1 to N [default: {Seeds}]");
        var schedules = Options.Text("--schedules", "N", $"At most so many schedules a hunt [default: {Schedules}]");
        var strategy = Options.Texts("--strategy", "S", $"Only these: {string.Join(", ", HuntOptions.Strategies)} [default: all]");
        var jobs = Options.Text("--jobs", "N", "Hunts at a time [default: the cores]");
        var json = Options.Json();
        var command = new ToolCommand(
            "strategies",
            "Compare the strategies: for each classic program and each strategy, how many schedules it takes to find the bug, over several seeds.",
            "smp bench strategies",
            "smp bench strategies reorder-5 'twostage-*' --seeds 5 --json strategies.json") { programs, seeds, schedules, strategy, jobs, json };
        command.SetAction(parse =>
        {
            var from = new Sources(parse, shell.Variable);
            return Run(
                Chosen(parse.GetValue(programs) ?? []),
                Strategies(from.Many(strategy)),
                parse.GetValue(seeds) is { } n ? SeedsOf(new Given(n, seeds.Name)) : Seeds,
                parse.GetValue(schedules) is { } most ? Values.Positive(new Given(most, schedules.Name)) : Schedules,
                from.Read(jobs, Values.Workers, Environment.ProcessorCount),
                from.One(json)?.Text,
                shell);
        });
        return command;
    }

    private static int Run(
        IReadOnlyList<Scenario> programs, IReadOnlyList<string> strategies, int seeds, long schedules, int jobs, string? json, Shell shell)
    {
        var file = json is null or "-" ? null : OutputFile.At(json, "--json");
        using var interrupts = new Interrupts(shell.Error);
        var cells = new StrategyBench(strategies, seeds, schedules, shell.Error, interrupts.Token).Compute(programs, jobs);
        bool interrupted = interrupts.Token.IsCancellationRequested;
        string text = json is null ? "" : StrategyJson.Write(cells, seeds, schedules, interrupted);
        file?.Write(text);
        if (json == "-")
        {
            shell.Out.Text(text);
        }
        else
        {
            StrategyTable.Print(shell.Out, cells, strategies, seeds, schedules);
        }

        return interrupted ? ExitCodes.Interrupted
            : cells.Any(cell => cell.Error is not null) ? ExitCodes.TestbedFailed
            : ExitCodes.Nothing;
    }

    private static IReadOnlyList<Scenario> Chosen(string[] names)
    {
        var known = new KnownScenarios([]);
        return names.Length == 0
            ? known.Match(new Given($"{ClassicScenarios.Module}/*", "PROGRAM"))
            : [.. names.Select(Full).SelectMany(known.Match).Distinct()];
    }

    private static Given Full(string name)
        => new(name.Contains('/', StringComparison.Ordinal) ? name : $"{ClassicScenarios.Module}/{name}", "PROGRAM");

    private static IReadOnlyList<string> Strategies(IReadOnlyList<Given> given)
    {
        var named = given.SelectMany(Values.Split).Select(Values.Strategy).ToList();
        return [.. HuntOptions.Strategies.Where(strategy => named.Count == 0 || named.Contains(strategy))];
    }

    private static int SeedsOf(Given given)
        => Values.Positive(given) is <= MostSeeds and var number ? (int)number : throw given.Refused($"is more than {MostSeeds} seeds");
}
