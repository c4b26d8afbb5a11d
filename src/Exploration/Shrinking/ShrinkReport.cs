namespace Smp.Exploration;

/// <summary>What became of a failing schedule that was shortened.</summary>
/// <param name="Before">As it was found.</param>
/// <param name="After">As it is shown.</param>
/// <param name="IsProved">
/// Whether every schedule with fewer switches was covered and none has this finding; otherwise fewer were not found.
/// </param>
public sealed record ShrinkReport(ScheduleSize Before, ScheduleSize After, bool IsProved);
