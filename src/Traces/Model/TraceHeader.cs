namespace Smp.Traces;

/// <summary>What a trace is a trace of.</summary>
/// <param name="Scenario">The scenario's name, <c>module/BUG-ID</c>.</param>
/// <param name="Environment">The environment's name.</param>
/// <param name="Granularity"><c>source</c> or <c>compiled</c>.</param>
/// <param name="Strategy">The strategy that found the schedule, or <c>replay</c>.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Build">Which build of Smp made the trace.</param>
/// <param name="Token">The token that reproduces the run.</param>
public sealed record TraceHeader(
    string Scenario,
    string Environment,
    string Granularity,
    string Strategy,
    string Seed,
    string Build,
    string Token)
{
    /// <summary>The version of the format that this code writes, and the only one it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The format's version.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The engine that explored.</summary>
    public string Engine { get; init; } = "smp";

    /// <summary>The host that carried the messages.</summary>
    public string Host { get; init; } = "smp";

    /// <summary>How many CPUs the machine has; 0 if only those that ran something are known.</summary>
    public int Cpus { get; init; }

    /// <summary>How the run ended: <c>ended</c>, <c>found</c>, <c>cut</c>, <c>too-long</c>.</summary>
    public string Outcome { get; init; } = "ended";

    /// <summary>What was found; null if nothing was.</summary>
    public TraceFinding? Finding { get; init; }

    /// <summary>The nearest schedule that comes out otherwise; null where none is known or nobody looked.</summary>
    public TraceContrast? Contrast { get; init; }

    /// <summary>The words of memory that the run touches and that have a name, by address, as they were before the first step.</summary>
    public IReadOnlyList<TraceWord> Memory { get; init; } = [];

    /// <summary>The agents, by number.</summary>
    public IReadOnlyList<TraceAgent> Agents { get; init; } = [];
}
