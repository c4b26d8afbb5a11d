namespace Smp.Machine;

/// <summary>
/// What a detector saw: the bare observation, made in the middle of a hunt. What it means (which functions and objects,
/// which catalogued bug, in which words) is worked out from a recorded re-run (<see cref="FindingReport"/>).
/// </summary>
/// <param name="Detector">The detector's name.</param>
/// <param name="Kind">What happened, in one word group: <c>never</c>, <c>hung-task</c>, <c>use-after-free</c>.</param>
/// <param name="Subject">The clause, object or task it happened to.</param>
/// <param name="Message">One line for people.</param>
/// <param name="Agent">The agent whose step showed it; -1 if the run's end did.</param>
public sealed record Finding(string Detector, string Kind, string Subject, string Message, int Agent)
{
    /// <summary>The failed access, for findings about memory.</summary>
    public Fault? Fault { get; init; }

    /// <summary>The object it is about, for findings that the kernel complained of; NULL for none.</summary>
    public Address Object { get; init; }

    /// <summary>For findings about two accesses: the earlier one.</summary>
    public OtherAccess? Other { get; init; }

    /// <summary>For findings about two accesses: how many bytes the later one touched.</summary>
    public int Size { get; init; }
}

/// <summary>The earlier of the two accesses that a finding is about.</summary>
/// <param name="Agent">Whose it was.</param>
/// <param name="Line">The line in the source.</param>
/// <param name="IsWrite">Whether it wrote.</param>
public readonly record struct OtherAccess(int Agent, int Line, bool IsWrite);
