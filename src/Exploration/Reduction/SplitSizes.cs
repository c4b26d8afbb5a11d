namespace Smp.Exploration;

/// <summary>How a search is split, in schedules and not in time, so that it is split alike everywhere.</summary>
/// <param name="First">So many are explored before anything is split.</param>
/// <param name="Unit">The most of one unit of work.</param>
/// <param name="Round">Units between two merges: no more workers than that are of use.</param>
internal sealed record SplitSizes(int First, int Unit, int Round)
{
    /// <summary>A round takes well under a second.</summary>
    internal static SplitSizes Default { get; } = new(4000, 200, 4);
}
