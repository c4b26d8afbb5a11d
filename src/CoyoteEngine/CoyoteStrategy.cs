using Microsoft.Coyote;

namespace Smp.CoyoteEngine;

/// <summary>Coyote's exploration strategies by the names of Smp's command line.</summary>
internal static class CoyoteStrategy
{
    /// <summary>Coyote's default for priority changes and delays.</summary>
    internal const uint Bound = 10;

    /// <summary>Coyote's default: a switch with probability 1/8.</summary>
    internal const uint ProbabilityLevel = 3;

    /// <summary>The bound that a strategy works with, by its name; null if it has none.</summary>
    internal static (string Name, uint Value)? BoundOf(string strategy) => strategy switch
    {
        "probabilistic" => ("probability_level", ProbabilityLevel),
        "prioritization" or "fair-prioritization" => ("priority_changes", Bound),
        "delay-bounding" => ("delays", Bound),
        _ => null,
    };

    /// <summary>
    /// Whether a strategy becomes fair after a while. For Coyote the bound at which one does is the one at which others end
    /// an iteration, so the two kinds need different ones. All members of Coyote's own portfolio are fair.
    /// </summary>
    internal static bool IsFair(string strategy) => strategy is "fair-prioritization" or "portfolio" or "random";

    /// <summary>A configuration with the strategy set.</summary>
    /// <exception cref="ArgumentException">There is no such strategy.</exception>
    internal static Configuration Set(Configuration configuration, string strategy) => strategy switch
    {
        "random" => configuration.WithRandomStrategy(),
        "probabilistic" => configuration.WithProbabilisticStrategy(ProbabilityLevel),
        "prioritization" => configuration.WithPrioritizationStrategy(isFair: false, Bound),
        "fair-prioritization" => configuration.WithPrioritizationStrategy(isFair: true, Bound),
        "delay-bounding" => configuration.WithDelayBoundingStrategy(isFair: false, Bound),
        "q-learning" => configuration.WithQLearningStrategy(),
        "portfolio" => configuration, // What a configuration says before anybody sets a strategy.
        _ => throw new ArgumentException($"Coyote has no strategy '{strategy}'; there are {string.Join(", ", Coyote.Strategies)}", nameof(strategy)),
    };
}
