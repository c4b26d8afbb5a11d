using Smp.Machine;

namespace Smp.Traces;

/// <summary>What was found, explained.</summary>
/// <param name="Id">The stable identity.</param>
/// <param name="Kind">What happened, in one word group.</param>
/// <param name="Bug">The catalogued bug; null if it matches none.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Explanation">One paragraph for people.</param>
/// <param name="Detector">The detector that saw it.</param>
/// <param name="Subject">The clause, object or task it happened to.</param>
/// <param name="Message">The detector's own line.</param>
/// <param name="Agent">The agent whose step showed it; -1 if the run's end did.</param>
public sealed record TraceFinding(
    string Id,
    string Kind,
    string? Bug,
    string Title,
    string Explanation,
    string Detector,
    string Subject,
    string Message,
    int Agent)
{
    /// <summary>The accesses it is about.</summary>
    public IReadOnlyList<InvolvedAccess> Involved { get; init; } = [];

    /// <summary>The access that failed, for findings about memory.</summary>
    public TraceFault? Fault { get; init; }

    /// <summary>The module, for findings about its reference count.</summary>
    public TraceModule? Module { get; init; }

    /// <summary>The two accesses, for data races.</summary>
    public TraceRace? Race { get; init; }
}
