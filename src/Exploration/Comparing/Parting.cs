namespace Smp.Exploration;

/// <summary>How a kernel parts from the schedule that it is to follow.</summary>
public enum PartingKind
{
    /// <summary>The agent whose turn it is cannot step.</summary>
    Blocked,

    /// <summary>The agent does something else there.</summary>
    Otherwise,

    /// <summary>There is no such agent.</summary>
    Missing,
}

/// <summary>The place where a kernel parts from the schedule that it is to follow.</summary>
/// <param name="Kind">How.</param>
/// <param name="After">The last step of its own that both took; 0 for none.</param>
/// <param name="Reference">The step of the schedule that could not be followed, by its number there.</param>
/// <param name="Agent">Whose step that is.</param>
/// <param name="Standing">Where the agent stands instead; null if there is none.</param>
public sealed record Parting(PartingKind Kind, int After, int Reference, string Agent, Standing? Standing);

/// <summary>A step that a kernel and the schedule's own took alike.</summary>
/// <param name="Reference">Its number in the schedule's own run.</param>
/// <param name="Step">Its number in the other.</param>
public readonly record struct CommonStep(int Reference, int Step);
