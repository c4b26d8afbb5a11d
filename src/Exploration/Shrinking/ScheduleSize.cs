namespace Smp.Exploration;

/// <summary>How long a schedule is to read, in the order in which it matters: fewer switches first, then fewer steps, then fewer processes.</summary>
/// <param name="Switches">Steps by another agent although the one before could have gone on.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Processes">Agents that take a step at all.</param>
public readonly record struct ScheduleSize(int Switches, int Steps, int Processes) : IComparable<ScheduleSize>
{
    /// <inheritdoc/>
    public int CompareTo(ScheduleSize other)
        => (Switches, Steps, Processes).CompareTo((other.Switches, other.Steps, other.Processes));

    /// <summary>Whether the left one is shorter.</summary>
    public static bool operator <(ScheduleSize left, ScheduleSize right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is longer.</summary>
    public static bool operator >(ScheduleSize left, ScheduleSize right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not longer.</summary>
    public static bool operator <=(ScheduleSize left, ScheduleSize right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not shorter.</summary>
    public static bool operator >=(ScheduleSize left, ScheduleSize right) => left.CompareTo(right) >= 0;
}
