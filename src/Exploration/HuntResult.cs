using Smp.Machine;

namespace Smp.Exploration;

/// <summary>What came of a hunt. Figures without a remark count all strategies of the hunt together.</summary>
public sealed record HuntResult
{
    /// <summary>Smp's own explorer, by name.</summary>
    public const string BuiltInEngine = "smp";

    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The granularity.</summary>
    public required string Granularity { get; init; }

    /// <summary>Who carried messages and the permission to step.</summary>
    public string Host { get; init; } = ISubject.BuiltInHost;

    /// <summary>The version of the library behind the host; null for the built-in one.</summary>
    public string? HostVersion { get; init; }

    /// <summary>Who explored.</summary>
    public string Engine { get; init; } = BuiltInEngine;

    /// <summary>The version of the library behind the engine; null for Smp's own.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The strategy that gave the verdict.</summary>
    public required string Strategy { get; init; }

    /// <summary>The seed.</summary>
    public required string Seed { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The scenario's own limits.</summary>
    public required IReadOnlyDictionary<string, string> Stage { get; init; }

    /// <summary>The hunt's limits, in a fixed order: <c>max_steps</c>, <c>schedules</c>, <c>until</c>, <c>switches</c>, <c>time_s</c>, <c>depth</c>, <c>pruning</c>.</summary>
    public required IReadOnlyDictionary<string, string> Bounds { get; init; }

    /// <summary>The partial-order reduction in force.</summary>
    public string Reduction { get; init; } = "none";

    /// <summary>The detectors that watched, in the order in which they were asked.</summary>
    public required IReadOnlyList<string> Detectors { get; init; }

    /// <summary>Schedules begun; one cut at a known state counts.</summary>
    public long Schedules { get; init; }

    /// <summary>Distinct schedules among those that ran to an end.</summary>
    public long Distinct { get; init; }

    /// <summary>Whether <see cref="Distinct"/> is an estimate, because there were too many to remember.</summary>
    public bool DistinctIsEstimate { get; init; }

    /// <summary>Distinct states an exhaustive search kept; 0 without pruning.</summary>
    public long States { get; init; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; init; }

    /// <summary>Schedules that hit the bound on steps: what follows in them was not explored.</summary>
    public long TooLong { get; init; }

    /// <summary>The 1-based number, within <see cref="Strategy"/>, of the first schedule with a finding; 0 for none.</summary>
    public long FirstHit { get; init; }

    /// <summary>How long it took.</summary>
    public double ElapsedMs { get; init; }

    /// <summary>The findings, each with another identity, in the order of their first hits.</summary>
    public IReadOnlyList<FoundFinding> Findings { get; init; } = [];

    /// <summary>
    /// Data races met on the side, each with another identity: of no weight for the verdict. Empty where races are findings.
    /// </summary>
    public IReadOnlyList<FoundFinding> Notes { get; init; } = [];

    /// <summary>How likely a scheduler that picks at random is to fail; null where nobody asked, or the search was none that could tell.</summary>
    public FailureOdds? Odds { get; init; }

    /// <summary>Failing schedules that were counted but not explained, because there were too many of one kind.</summary>
    public long UnexplainedHits { get; init; }

    /// <summary>What must have been reached, and whether it was.</summary>
    public IReadOnlyList<ReachedCondition> Reached { get; init; } = [];

    /// <summary>What the schedules came to and what they did not; null where nobody looked.</summary>
    public Coverage? Coverage { get; init; }

    /// <summary>Whether the caller cancelled the hunt before it was done.</summary>
    public bool Cancelled { get; init; }

    /// <summary>The estimated share of the tree that the exhaustive search finished, 0 to 1; null if there was none.</summary>
    public double? Explored { get; init; }

    /// <summary>What was not explored, in words; empty for an exhaustive verdict.</summary>
    public IReadOnlyList<string> NotExplored { get; init; } = [];

    /// <summary>Whether it was given up because a step did not end: see <see cref="Watchdog"/>.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Why the verdict is <see cref="Verdict.Error"/>; null otherwise.</summary>
    public string? ErrorMessage { get; init; }
}

/// <summary>A condition of the scenario without which the absence of findings would mean nothing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsReached">Whether at least one schedule reached it.</param>
public readonly record struct ReachedCondition(string Name, bool IsReached);
