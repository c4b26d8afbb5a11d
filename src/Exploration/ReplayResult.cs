using Smp.Machine;

namespace Smp.Exploration;

/// <summary>How a replay ended.</summary>
public enum ReplayOutcome
{
    /// <summary>The choices were followed and a finding stood at their end.</summary>
    Reproduced,

    /// <summary>The choices were followed, and nothing was found: the module was fixed.</summary>
    FindingGone,

    /// <summary>The choices do not fit the program any more.</summary>
    Diverged,
}

/// <summary>What came of a replay.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Recording">The recorded run, up to the divergence if there is one.</param>
/// <param name="Report">The finding, explained; null if there is none.</param>
/// <param name="Divergence">Where the choices stopped fitting; null if they fitted.</param>
/// <param name="EventHashMatches">Whether the events are those the token was made from (32 bits).</param>
public sealed record ReplayResult(
    ReplayOutcome Outcome,
    Recording Recording,
    FindingReport? Report,
    Divergence? Divergence,
    bool EventHashMatches);
