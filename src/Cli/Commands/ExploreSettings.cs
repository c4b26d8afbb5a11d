using System.CommandLine;
using Smp.Actors;
using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>What <c>smp explore</c> is to do: command line, variables, configuration and defaults brought together.</summary>
internal sealed record ExploreSettings
{
    internal required IReadOnlyList<Given> Scenarios { get; init; }

    internal required bool All { get; init; }

    /// <summary>None for every environment of the scenario.</summary>
    internal required IReadOnlyList<Given> Environments { get; init; }

    internal required HuntOptions Hunt { get; init; }

    /// <summary>Where the actors live.</summary>
    internal required IHosting Host { get; init; }

    /// <summary>Whether schedules that another engine found are kept.</summary>
    internal bool Record { get; init; }

    internal required string Granularity { get; init; }

    internal required bool Faults { get; init; }

    internal required bool RequireProof { get; init; }

    internal required IReadOnlyList<Given> Assemblies { get; init; }

    internal string? Json { get; init; }

    internal string? Traces { get; init; }

    internal bool Quiet { get; init; }

    /// <summary>How long a step may take.</summary>
    internal TimeSpan Watchdog { get; init; }

    /// <exception cref="UsageException">A value is wrong.</exception>
    internal static ExploreSettings Of(ExploreOptions options, ParseResult command, Func<string, string?> variable)
    {
        var config = new Sources(command, variable).One(options.Config) is { } file ? ExploreConfig.Read(file.Text) : null;
        var from = new Sources(command, variable, config);
        var (scenarios, environments) = Names(options, command, from);
        bool all = command.GetValue(options.All);
        if (all && scenarios.Count != 0)
        {
            throw new UsageException($"name scenarios or use --all, not both: '{Given.Printed(scenarios[0].Text)}'");
        }

        if (!all && scenarios.Count == 0)
        {
            scenarios = config?.All("scenarios") ?? [];
        }

        if (!all && scenarios.Count == 0)
        {
            throw new UsageException("which scenario? Name one, or use --all; smp list shows them");
        }

        return new ExploreSettings
        {
            Scenarios = scenarios,
            All = all,
            Environments = environments,
            Hunt = HuntOf(options, from, config),
            Host = from.Read(options.Host, Engines.Host, DeterministicHosting.Instance, "host"),
            Record = RecordOf(options, from),
            Granularity = from.Read(options.Granularity, Values.Granularity, ScenarioSubject.Source),
            Faults = from.Flag(options.Faults),
            RequireProof = from.Flag(options.RequireProof),
            Assemblies = from.Many(options.Assembly),
            Json = from.One(options.Json)?.Text,
            Traces = from.One(options.Traces)?.Text,
            Quiet = from.Flag(options.Quiet),
            Watchdog = from.Read(options.Watchdog, Values.Watchdog, Exploration.Watchdog.DefaultLimit),
        };
    }

    private static HuntOptions HuntOf(ExploreOptions options, Sources from, ExploreConfig? config)
    {
        var defaults = new HuntOptions();
        var until = from.One(options.Until);
        if (until is { } bug && from.Flag(options.KeepGoing))
        {
            throw new UsageException($"{bug.Where}: hunt for one bug or collect all with --keep-going, not both");
        }

        bool isCoyote = IsCoyote(options, from);
        var strategy = from.One(options.Strategy, KeyOf("strategy"));
        if (isCoyote && from.One(options.Seed, "seed") is { } seed && Values.Seed(seed) > uint.MaxValue)
        {
            throw seed.Refused($"is too large for Coyote, whose seeds go up to {uint.MaxValue}");
        }

        if (isCoyote && from.One(options.Workers) is { } workers)
        {
            throw new UsageException($"{workers.Where}: Coyote explores with one worker");
        }

        var checkpoint = from.One(options.Checkpoint);
        if (checkpoint is { } kept && (until is not null || isCoyote || from.One(options.Bound) is not null))
        {
            throw new UsageException($"{kept.Where}: not with --until, --bound or --engine coyote");
        }

        return defaults with
        {
            Checkpoint = checkpoint?.Text,
            Engine = from.Read(options.Engine, given => Engines.Engine(given, strategy), null, "engine"),
            Strategy = isCoyote ? null
                : strategy is { } named ? Values.Strategy(named)
                : from.One(options.Bound) is not null ? HuntOptions.Exhaustive : null,
            Depth = from.Read(options.Depth, Values.Depth, defaults.Depth, "depth"),
            Schedules = from.Read(
                options.Schedules,
                given => (long?)Values.Positive(given),
                isCoyote ? Engines.CoyoteIterations : null,
                KeyOf("iterations")),
            Time = from.Read(options.Time, Values.Seconds, defaults.Time, "limits.time"),
            Seed = from.Read(options.Seed, Values.Seed, defaults.Seed, "seed"),
            Workers = from.Read(options.Workers, Values.Workers, defaults.Workers),
            Memory = from.Read(options.Memory, Values.Megabytes, defaults.Memory),
            KeepGoing = from.Flag(options.KeepGoing),
            Shrink = !from.Flag(options.NoShrink),
            Odds = true,
            Until = until is { } wanted ? Values.Bug(wanted) : null,
            Switches = SwitchesOf(options, from, strategy, isCoyote),
            Reduce = !from.Flag(options.NoReduction),
            MaxSteps = config?.One("limits.steps") is { } steps ? Values.Steps(steps) : null,
        };

        // What a configuration says of strategy and iterations is for the engine that it names; for Coyote it may say more.
        string KeyOf(string key)
            => !isCoyote ? key : config?.One("engine") is { Text: Engines.Coyote } && config.One($"coyote.{key}") is null ? key : $"coyote.{key}";
    }

    private static int? SwitchesOf(ExploreOptions options, Sources from, Given? strategy, bool isCoyote)
    {
        if (from.One(options.Bound) is not { } bound)
        {
            return null;
        }

        return isCoyote || strategy is { Text: not HuntOptions.Exhaustive }
            ? throw new UsageException($"{bound.Where}: only an exhaustive search of Smp has a bound on switches")
            : Values.Switches(bound);
    }

    private static bool IsCoyote(ExploreOptions options, Sources from) => from.One(options.Engine, "engine") is { Text: Engines.Coyote };

    private static bool RecordOf(ExploreOptions options, Sources from)
        => from.Flag(options.Record) && (IsCoyote(options, from)
            ? true
            : throw new UsageException("--record: only --engine coyote has schedules to record; those of Smp are found anew on every machine"));

    /// <summary>
    /// After <c>--env</c> several environments may stand, and then scenarios: what has a slash or is a glob is one.
    /// </summary>
    private static (IReadOnlyList<Given> Scenarios, IReadOnlyList<Given> Environments) Names(
        ExploreOptions options, ParseResult command, Sources from)
    {
        var behind = from.Many(options.Env, "environments").SelectMany(Values.Split).ToLookup(IsScenario);
        var named = (command.GetValue(options.Scenarios) ?? []).Select(Scenario);
        return ([.. named, .. behind[true].Select(given => Scenario(given.Text))], [.. behind[false]]);
    }

    private static Given Scenario(string text) => new(text, "SCENARIO");

    private static bool IsScenario(Given given) => given.Text.Contains('/', StringComparison.Ordinal) || KnownScenarios.IsGlob(given.Text);
}
