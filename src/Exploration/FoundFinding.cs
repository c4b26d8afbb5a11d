using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A finding of a hunt: replayed twice, with and without the recorder, and explained.</summary>
/// <param name="Report">The finding, explained.</param>
/// <param name="Token">The schedule that shows it.</param>
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
    /// <summary>The account that the engine which found it keeps of the schedule, in its own format; null if there is none.</summary>
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

    private int Count(bool switches)
    {
        int count = 0;
        foreach (var e in Recording.Events)
        {
            if (e.Kind is EventKind.Step or EventKind.Fault && (!switches || e.IsSwitch))
            {
                count++;
            }
        }

        return count;
    }
}
