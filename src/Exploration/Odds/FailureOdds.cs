namespace Smp.Exploration;

/// <summary>
/// How likely a scheduler that picks at random is to fail: at every choice each agent that can step is as likely as the others,
/// and so is each value of a data choice.
/// </summary>
/// <param name="Probability">The chance that one run ends in a finding, exact but for rounding; null if it is not known.</param>
/// <param name="States">Over how many states it was computed.</param>
/// <param name="Method">How it is known: <see cref="StateGraph"/> or <see cref="Proof"/>.</param>
/// <param name="Unknown">Why it is not known; empty if it is.</param>
public sealed record FailureOdds(double? Probability, long States, string Method, string Unknown)
{
    /// <summary>The mean over what each choice leads to, from the ends of all schedules back to the beginning.</summary>
    public const string StateGraph = "state-graph";

    /// <summary>An exhaustive search found nothing: no schedule fails.</summary>
    public const string Proof = "exhaustive-search";

    /// <summary>How many runs it takes on average until one fails; null if none ever does, or nobody knows.</summary>
    public double? Runs => Probability is > 0 and { } probability ? 1 / probability : null;

    /// <summary>The chance that none of so many runs fails; null if it is not known.</summary>
    public double? MissedBy(long runs) => Probability is { } probability ? Math.Exp(runs * LogOfRest(probability)) : null;

    // The logarithm of 1 - p; where p is small, 1 - p has lost its digits.
    private static double LogOfRest(double p) => p < 1e-4 ? -p * (1 + (p / 2) + (p * p / 3)) : Math.Log(1 - p);

    internal static FailureOdds NotKnown(long states, string why) => new(null, states, StateGraph, why);
}
