namespace Smp.Exploration;

/// <summary>Where a hunt stands.</summary>
/// <param name="Strategy">The strategy at work.</param>
/// <param name="Schedules">Schedules so far, of all strategies of this hunt.</param>
/// <param name="Steps">Steps so far.</param>
/// <param name="States">Distinct states so far (exhaustive).</param>
/// <param name="Findings">Distinct observations so far.</param>
/// <param name="Elapsed">Time so far.</param>
/// <param name="Explored">The estimated share of the tree that is done, 0 to 1 (exhaustive); null for strategies that draw schedules.</param>
/// <param name="Budget">The share of the budget, in time or schedules, that is used up, 0 to 1.</param>
public readonly record struct HuntProgress(
    string Strategy,
    long Schedules,
    long Steps,
    long States,
    int Findings,
    TimeSpan Elapsed,
    double? Explored,
    double Budget)
{
    /// <summary>How many schedules there are, nothing left out, estimated without bias (exhaustive); null where nobody has.</summary>
    public double? Tree { get; init; }

    /// <summary>Schedules a second since the hunt began.</summary>
    public double SchedulesPerSecond => Elapsed > TimeSpan.Zero ? Schedules / Elapsed.TotalSeconds : 0;
}
