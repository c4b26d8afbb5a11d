using Smp.Machine;

namespace Smp.Exploration;

/// <summary>What came of a token that another engine followed.</summary>
/// <param name="Outcome">How the run ended.</param>
/// <param name="EventHash">The hash of its events.</param>
/// <param name="Finding">What was found; null for nothing.</param>
/// <param name="Divergence">Where the schedule did not fit; null if it did.</param>
public sealed record FollowedRun(RunOutcome Outcome, ulong EventHash, Finding? Finding, Divergence? Divergence);
