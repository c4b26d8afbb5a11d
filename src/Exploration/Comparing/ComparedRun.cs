using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A schedule followed in one kernel.</summary>
/// <param name="Subject">What it was followed in.</param>
/// <param name="Token">The run that came of it.</param>
/// <param name="Recording">The same, recorded.</param>
/// <param name="Report">What was found, explained; null for nothing.</param>
/// <param name="Parting">Where it parts from the schedule; null where it does not.</param>
/// <param name="Common">Up to there, the steps that both took alike.</param>
public sealed record ComparedRun(
    ISubject Subject, Token Token, Recording Recording, FindingReport? Report, Parting? Parting, IReadOnlyList<CommonStep> Common);
