namespace Smp.Exploration;

/// <summary>What a search from a position has shown.</summary>
public enum HintKind
{
    /// <summary>There is a way to a finding.</summary>
    Way,

    /// <summary>No schedule that begins like this fails.</summary>
    NoWay,

    /// <summary>The search did not come to its end.</summary>
    NotKnown,
}

/// <summary>A hint.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Schedules">How many schedules the search took.</param>
/// <param name="Choices">The whole schedule that fails, the part played included; empty for none.</param>
/// <param name="Switches">How many switches its rest has; null if fewer might do.</param>
/// <param name="Steps">How many steps it has in all.</param>
public sealed record PlayHint(HintKind Kind, long Schedules, IReadOnlyList<int> Choices, int? Switches, int Steps);
