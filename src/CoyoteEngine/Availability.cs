using Smp.Exploration;

namespace Smp.CoyoteEngine;

/// <summary>
/// Microsoft Coyote as an engine: what of it there is in this build. The one file of this room that is compiled where the
/// packages are missing.
/// </summary>
public static partial class Coyote
{
    /// <summary>The strategies, by the names of the command line.</summary>
    public static IReadOnlyList<string> Strategies { get; } =
    [
        "random", "probabilistic", "prioritization", "fair-prioritization", "delay-bounding", "q-learning", "portfolio",
    ];

    /// <summary>Whether it is there.</summary>
    public static EngineAvailability Availability
    {
        get
        {
            string? version = null;
            Present(ref version);
            return new EngineAvailability(
                "coyote",
                "Microsoft Coyote",
                version ?? EngineFacts.CoyoteVersion,
                version is null ? $"Microsoft.Coyote {EngineFacts.CoyoteVersion} {EngineFacts.WhyMissing}" : null,
                EngineFacts.WhatBringsIt);
        }
    }

    /// <summary>The engine with a strategy of <see cref="Strategies"/>; null without Coyote.</summary>
    public static IEngine? Engine(string strategy)
    {
        IEngine? engine = null;
        Make(strategy, ref engine);
        return engine;
    }

    static partial void Present(ref string? version);

    static partial void Make(string strategy, ref IEngine? engine);
}
