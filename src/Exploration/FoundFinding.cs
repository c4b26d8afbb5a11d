using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A finding of a hunt: replayed twice, with and without the recorder, and explained.</summary>
/// <param name="Report">The finding, explained.</param>
/// <param name="Token">The schedule that shows it: the shortest, where it was looked for.</param>
/// <param name="Recording">The recorded re-run of that schedule.</param>
/// <param name="Strategy">The strategy that found it.</param>
/// <param name="FirstHit">The 1-based number, within that strategy, of the first schedule that showed it.</param>
/// <param name="Hits">How many schedules showed it; 1 where the hunt stopped at the first.</param>
public sealed record FoundFinding(
    FindingReport Report,
    Token Token,
    Recording Recording,
    string Strategy,
    long FirstHit,
    long Hits)
{
    private readonly FoundSchedule? _first;

    /// <summary>The schedule that was found first; the one that is shown, unless that was made from it.</summary>
    public FoundSchedule First
    {
        get => _first ?? new FoundSchedule(Token, Recording);
        init => _first = value;
    }

    /// <summary>What became of the first schedule when it was made short; null if nobody tried.</summary>
    public ShrinkReport? Shrunk { get; init; }

    /// <summary>The passing schedule that differs in one decision; null if none is known.</summary>
    public PassingSchedule? Passing { get; init; }

    /// <summary>Whether it is known that every schedule fails, so that none can pass.</summary>
    public bool FailsAlways { get; init; }

    /// <summary>Why it fails, from the two beside each other; null where there are no two.</summary>
    public DecidingCause? Cause { get; init; }

    /// <summary>The account that the engine which found it keeps of its first schedule, in its own format; null if there is none.</summary>
    public string? EngineTrace { get; init; }

    /// <summary>The stable identity.</summary>
    public string Id => Report.Id;

    /// <summary>What happened.</summary>
    public string Kind => Report.Finding.Kind;

    /// <summary>The catalogued bug; null if it matches none.</summary>
    public string? Bug => Report.Bug;

    /// <summary>One line for people.</summary>
    public string Title => Report.Title;

    /// <summary>How many steps the schedule takes.</summary>
    public int Steps => Count(switches: false);

    /// <summary>How many of them took over from an agent that could have gone on.</summary>
    public int Switches => Count(switches: true);

    /// <summary>Whether it is known that no schedule shows it with fewer switches (<see cref="FewestSwitches"/>).</summary>
    public bool HasFewestSwitches { get; init; }

    private int Count(bool switches) => FoundSchedule.Count(Recording, switches);
}

/// <summary>A schedule with its recorded run.</summary>
/// <param name="Token">The schedule.</param>
/// <param name="Recording">The run.</param>
public sealed record FoundSchedule(Token Token, Recording Recording)
{
    /// <summary>How many steps it takes.</summary>
    public int Steps => Count(Recording, switches: false);

    /// <summary>How many of them took over from an agent that could have gone on.</summary>
    public int Switches => Count(Recording, switches: true);

    internal static int Count(Recording recording, bool switches)
    {
        int count = 0;
        foreach (var e in recording.Events)
        {
            if (e.Kind is EventKind.Step or EventKind.Fault && (!switches || e.IsSwitch))
            {
                count++;
            }
        }

        return count;
    }
}
