namespace Smp.Exploration;

/// <summary>
/// The kinds of conflict, and what a reduced search does besides looking for races: left out one at a time by the tests
/// that show that each is needed.
/// </summary>
[Flags]
internal enum Dependence
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A write and a later write of the same object.</summary>
    WriteWrite = 1 << 0,

    /// <summary>A write and a later read.</summary>
    WriteRead = 1 << 1,

    /// <summary>A read and a later write.</summary>
    ReadWrite = 1 << 2,

    /// <summary>All but the first value of a data choice.</summary>
    Values = 1 << 3,

    /// <summary>Agents that are kept from their next step when a run ends.</summary>
    Waiters = 1 << 4,

    /// <summary>Steps that would have woken a sleeping agent.</summary>
    Wakers = 1 << 5,

    /// <summary>What is known to follow a state at which a run is cut.</summary>
    Summaries = 1 << 6,

    /// <summary>Who sleeps, as part of a state.</summary>
    Sleepers = 1 << 7,

    /// <summary>Runs that come back to a state on their way.</summary>
    Laps = 1 << 8,

    /// <summary>Runs cut short by a finding.</summary>
    Findings = 1 << 9,
}

/// <summary>The three kinds of conflict.</summary>
internal static class DependenceExtensions
{
    /// <summary>Whether a conflict of an earlier access with a later one is left out.</summary>
    internal static bool Omits(this Dependence without, bool earlierWrites, bool laterWrites)
        => without != Dependence.None && (without & (earlierWrites
            ? (laterWrites ? Dependence.WriteWrite : Dependence.WriteRead)
            : (laterWrites ? Dependence.ReadWrite : Dependence.None))) != 0;
}
