using System.CommandLine;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary><c>smp bench</c>: how fast this machine explores.</summary>
internal static class BenchCommand
{
    private const double QuickSeconds = 0.05;
    private const int QuickRuns = 3;

    // Whatever a hunt has a name for can be added here.
    private static readonly string[] s_strategies = [HuntOptions.Random, HuntOptions.Exhaustive];

    internal static Command Create(Shell shell)
    {
        var programs = new Argument<string[]>("PROGRAM") { Description = "Parts of the names of programs [default: all]", Arity = ArgumentArity.ZeroOrMore };
        var json = Options.Json();
        var time = Options.Text("--time", "SECONDS", "How long each run takes [default: 0.2]");
        var runs = Options.Text("--runs", "N", "How many runs the medians are of [default: 5]");
        var strategy = Options.Texts("--strategy", "NAME", $"Strategies [default: {string.Join(", ", s_strategies)}]");
        var quick = Options.Flag("--quick", "Few short runs: a look, no measurement");
        var own = Options.Flag("--own", "Leave out other hosts and engines");
        var command = new ToolCommand(
            "bench",
            "Measure how fast schedules are run, on one page: programs by strategies, detectors off and on, one worker and two, memory; and the same "
            + "work on Akka.NET and under Coyote, where this build has them. Ctrl-C ends it with what there is.",
            "smp bench",
            "smp bench lost-update long --quick --json bench.json") { programs, json, time, runs, strategy, quick, own };
        command.Subcommands.Add(BenchMemoryCommand.Create(shell));
        command.SetAction(parse =>
        {
            bool isQuick = parse.GetValue(quick);
            var defaults = isQuick ? new BenchOptions { Time = TimeSpan.FromSeconds(QuickSeconds), Runs = QuickRuns } : new BenchOptions();
            // Not SMP_TIME and its like: those are the budget of a hunt.
            var options = defaults with
            {
                Time = parse.GetValue(time) is { } seconds ? Values.Seconds(new Given(seconds, time.Name)) : defaults.Time,
                Runs = parse.GetValue(runs) is { } number ? Values.Steps(new Given(number, runs.Name)) : defaults.Runs,
                Filters = Filters(parse.GetValue(programs) ?? [], programs.Name),
                Strategies = parse.GetValue(strategy) is { Length: > 0 } names
                    ? [.. names.SelectMany(name => Values.Split(new Given(name, strategy.Name))).Select(Values.Strategy)]
                    : s_strategies,
                Elsewhere = !parse.GetValue(own),
            };
            return Run(options, new Sources(parse, shell.Variable).One(json)?.Text, shell);
        });
        command.Add(BenchStrategiesCommand.Create(shell));
        return command;
    }

    private static string[] Filters(string[] given, string where)
    {
        foreach (string filter in given)
        {
            if (!BenchProgram.All.Any(program => new BenchOptions { Filters = [filter] }.Wants(program.Name)))
            {
                throw new Given(filter, where).Refused($"is in no program's name; there are {string.Join(", ", BenchProgram.All.Select(program => program.Name))}");
            }
        }

        return given;
    }

    private static int Run(BenchOptions options, string? json, Shell shell)
    {
        var file = json is null or "-" ? null : OutputFile.At(json, "--json");
        using var interrupts = new Interrupts(shell.Error);
        var run = new BenchRun(options, Watch, interrupts.Token);
        run.Run();
        Watch("memory");
        var memory = options.Wants(BenchProgram.All[0].Name) && !interrupts.Token.IsCancellationRequested ? BenchMemory.Measure(interrupts.Token) : null;
        shell.Error.Control("\r\u001b[K");
        bool interrupted = interrupts.Token.IsCancellationRequested;
        string text = BenchJson.Write(options, run.Rows, memory, interrupted);
        file?.Write(text);
        if (json == "-")
        {
            shell.Out.Text(text);
        }
        else
        {
            BenchPage.Print(options, run.Rows, memory, shell.Out);
        }

        return interrupted ? ExitCodes.Interrupted : ExitCodes.Nothing;

        void Watch(string what)
        {
            shell.Error.Control("\r\u001b[K");
            if (shell.Error.IsLive)
            {
                shell.Error.Write($"measuring {what} …");
            }
        }
    }
}
