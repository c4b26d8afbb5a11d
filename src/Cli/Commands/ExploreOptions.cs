using System.CommandLine;
using Smp.CoyoteEngine;
using Smp.Exploration;

namespace Smp.Cli;

/// <summary>The arguments and options of <c>smp explore</c>.</summary>
internal sealed class ExploreOptions
{
    internal Argument<string[]> Scenarios { get; } = new("SCENARIO")
    {
        Description = "Names or globs such as 'sleep/*'; a glob takes corrected twins only if it says .fixed",
        Arity = ArgumentArity.ZeroOrMore,
    };

    internal Option<bool> All { get; } = Options.Flag("--all", "Every scenario, corrected twins too");

    internal Option<string[]> Env { get; } = new("--env")
    {
        HelpName = "E",
        Description = "Environments: U0, UP, B20, S26, S26p, S68, S68p; one result each [default: all the scenario has]",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    internal Option<string?> Engine { get; } = Options.Text("--engine", "E", "Who explores: smp or coyote [default: smp]");

    internal Option<string?> Host { get; } = Options.Text("--host", "H", "Where the actors live: smp or akka [default: smp]");

    internal Option<string?> Strategy { get; } = Options.Text(
        "--strategy",
        "S",
        $"{string.Join(", ", HuntOptions.Strategies)} [default: exhaustive, then portfolio with what is left of the budget]; with --engine coyote: "
        + $"{string.Join(", ", Coyote.Strategies)} [default: portfolio]");

    internal Option<string?> Depth { get; } = Options.Text(
        "--depth", "N", "With --strategy pct: the depth of the bugs it is to find; with delay: the number of delays [default: 3]");

    internal Option<string?> Schedules { get; } = Options.Text("--schedules", "N", "At most so many schedules a result [default: no limit; with --engine coyote 1000]");

    internal Option<string?> Time { get; } = Options.Text("--time", "SECONDS", "At most so long a result [default: 30]");

    internal Option<string?> Seed { get; } = Options.Text("--seed", "N", "Where random numbers start [default: 1]");

    internal Option<string?> Workers { get; } = Options.Text("--workers", "N", "Threads of a hunt; what it finds does not depend on them [default: the cores]");

    internal Option<string?> Checkpoint { get; } = Options.Text(
        "--checkpoint", "FILE", "Keep where the hunt stands, about every second, and go on there if FILE exists; for one scenario in one --env");

    internal Option<string?> Granularity { get; } = Options.Text(
        "--granularity", "G", "source, or compiled: as a compiler changed the module [default: source]");

    internal Option<bool> Faults { get; } = Options.Flag("--faults", "A copy to or from user memory may fault and sleep");

    internal Option<bool> KeepGoing { get; } = Options.Flag("--keep-going", "Collect distinct findings until the budget ends");

    internal Option<string?> Until { get; } = Options.Text(
        "--until", "BUG", "Hunt for this one catalogued bug: go on past everything else, and give the verdict on it alone");

    internal Option<bool> RequireProof { get; } = Options.Flag("--require-proof", "Exit 1 also where nothing was found but not all was explored");

    internal Option<string[]> Assembly { get; } = Options.Assembly();

    internal Option<string?> Json { get; } = Options.Json();

    internal Option<string?> Traces { get; } = Options.Text("--traces", "DIR", "Write every finding there, in every format, and index.html with links to them");

    internal Option<string?> Config { get; } = Options.Text("--config", "FILE", "A configuration; options and SMP_… variables come before it");

    internal Option<bool> Record { get; } = Options.Flag(
        "--record", $"With --engine coyote: write every schedule with which a catalogued bug was found into {RecordedFiles.Directory}");

    internal Option<string?> Memory { get; } = Options.Text(
        "--memory", "MB", "About so much for remembering states and telling schedules apart; beyond it counts are estimates [default: 256]");

    internal Option<string?> Watchdog { get; } = Options.Watchdog();

    internal Option<string?> Bound { get; } = Options.Text(
        "--bound", "switches=N", "Exhaustive search of the schedules with 0, 1, … N switches; a switch: an agent steps although the one before could go on");

    internal Option<bool> NoReduction { get; } = Options.Flag(
        "--no-reduction", "Exhaustive search without partial-order reduction: also schedules that differ only in the order of independent steps");

    internal Option<bool> NoShrink { get; } = Options.Flag(
        "--no-shrink", "Leave a finding as it was found: do not shorten its schedule nor look for the nearest one that passes");

    internal Option<bool> Quiet { get; } = Options.Flag("--quiet", "One line a result, no columns", "-q");

    internal void AddTo(Command command)
    {
        command.Add(Scenarios);
        foreach (Option option in new Option[]
        {
            All, Env, Engine, Host, Strategy, Depth, Schedules, Time, Seed, Workers, Checkpoint, Granularity, Faults, KeepGoing, Until, RequireProof, Assembly, Json, Traces,
            Config, Record, Bound, NoReduction, NoShrink, Memory, Watchdog, Quiet,
        })
        {
            command.Add(option);
        }
    }
}
