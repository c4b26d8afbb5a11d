namespace Smp.Cli;

/// <summary>What <c>smp bench</c> is asked to measure.</summary>
internal sealed record BenchOptions
{
    // The JIT is done with a program after so long.
    private const double LongestWarmUp = 0.5;
    private const double RunsOfWarmUp = 5;

    /// <summary>How long one run takes.</summary>
    internal TimeSpan Time { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>How long to run before, once in every mode.</summary>
    internal TimeSpan WarmUp => TimeSpan.FromSeconds(Math.Min(LongestWarmUp, Time.TotalSeconds * RunsOfWarmUp));

    /// <summary>How many runs the medians are of.</summary>
    internal int Runs { get; init; } = 5;

    /// <summary>Parts of the names of the programs that are wanted; empty for all.</summary>
    internal IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>The strategies, by the names a hunt knows them by.</summary>
    internal IReadOnlyList<string> Strategies { get; init; } = [];

    /// <summary>Whether to measure other hosts and engines too.</summary>
    internal bool Elsewhere { get; init; } = true;

    /// <summary>Whether a program is wanted.</summary>
    internal bool Wants(string name) => Filters.Count == 0 || Filters.Any(filter => name.Contains(filter, StringComparison.OrdinalIgnoreCase));
}
