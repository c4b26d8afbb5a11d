namespace Smp.Machine;

/// <summary>One access that a finding is about, in terms that do not change with schedule, seed or environment.</summary>
/// <param name="Function">The module's function, by its C name.</param>
/// <param name="Object">The object, by symbol or allocation site.</param>
public readonly record struct InvolvedAccess(string Function, string Object);

/// <summary>A finding, explained from a recorded re-run of its schedule.</summary>
/// <param name="Id">
/// The stable identity: kind and the unordered set of accesses involved; neither schedule nor seed nor environment nor
/// line is part of it.
/// </param>
/// <param name="Finding">The observation.</param>
/// <param name="Bug">The catalogued bug whose signature it matches; null if it matches none.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Involved">The accesses involved.</param>
/// <param name="Explanation">One paragraph: which steps had to come in which order, and what the module should have done.</param>
/// <param name="MarkedSteps">The numbers of the steps the explanation speaks of.</param>
public sealed record FindingReport(
    string Id,
    Finding Finding,
    string? Bug,
    string Title,
    IReadOnlyList<InvolvedAccess> Involved,
    string Explanation,
    IReadOnlyList<int> MarkedSteps);
