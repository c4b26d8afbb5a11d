namespace Smp.Exploration;

/// <summary>The figures of a search.</summary>
internal sealed class SearchTotals
{
    /// <summary>Schedules begun.</summary>
    internal long Schedules { get; set; }

    /// <summary>Schedules that ran to their end.</summary>
    internal long Complete { get; set; }

    /// <summary>Schedules given up because all that could follow has been explored in other orders.</summary>
    internal long Blocked { get; set; }

    /// <summary>Schedules cut at a known state.</summary>
    internal long Cuts { get; set; }

    /// <summary>Schedules cut by the bound on steps.</summary>
    internal long TooLong { get; set; }

    /// <summary>Steps taken.</summary>
    internal long Steps { get; set; }

    /// <summary>What the scenario has reached, one bit a condition.</summary>
    internal ulong Reached { get; set; }

    internal void TakeFrom(ReducedSearch search)
    {
        Schedules = search.Schedules;
        Complete = search.Complete;
        Blocked = search.Blocked;
        Cuts = search.Cuts;
        TooLong = search.TooLong;
        Steps = search.Steps;
    }

    internal void Add(SearchTotals other)
    {
        Schedules += other.Schedules;
        Complete += other.Complete;
        Blocked += other.Blocked;
        Cuts += other.Cuts;
        TooLong += other.TooLong;
        Steps += other.Steps;
        Reached |= other.Reached;
    }
}
