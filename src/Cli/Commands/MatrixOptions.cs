using System.CommandLine;

namespace Smp.Cli;

/// <summary>The options of <c>smp matrix</c>.</summary>
internal sealed class MatrixOptions
{
    internal Option<string[]> Module { get; } = List("--module", "M", "Modules: sleep, … [default: all with catalogued bugs]");

    internal Option<string[]> Env { get; } = List("--env", "E", "Environments: U0, UP, B20, S26, S26p, S68, S68p [default: all]");

    internal Option<bool> Twins { get; } = Options.Flag("--twins", "Prove the corrected twins too");

    internal Option<string?> Time { get; } = Options.Text("--time", "SECONDS", "At most so long a trial; a cell has two or four [default: 20]");

    internal Option<string?> Seed { get; } = Options.Text("--seed", "N", "Where random numbers start [default: 1]");

    internal Option<string?> Jobs { get; } = Options.Text("--jobs", "N", "Cells computed at the same time [default: the cores]");

    internal Option<string?> Json { get; } = Options.Json();

    internal Option<bool> Markdown { get; } = Options.Flag("--markdown", "Print the block that stands in the README: every cell with its token");

    internal Option<string[]> Assembly { get; } = Options.Assembly();

    internal Option<string?> Watchdog { get; } = Options.Watchdog();

    internal void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Module, Env, Twins, Time, Seed, Jobs, Json, Markdown, Assembly, Watchdog })
        {
            command.Add(option);
        }
    }

    private static Option<string[]> List(string name, string value, string description)
        => new(name)
        {
            HelpName = value,
            Description = description,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
}
