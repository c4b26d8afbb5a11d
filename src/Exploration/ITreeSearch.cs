using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A search that takes the schedules of a tree of choices one after the other, until none is left.</summary>
internal interface ITreeSearch : ISearchFigures
{
    /// <summary>The search at work, if what is left of it can be split; null if not.</summary>
    ReducedSearch? Divisible => null;

    /// <summary>Runs the next schedule and turns to the one after it.</summary>
    RunOutcome RunNext(Computer computer);
}

/// <summary>The figures of a search in a tree.</summary>
internal interface ISearchFigures
{
    /// <summary>What is left out of the tree because it is equivalent to what is in it; <c>none</c> for nothing.</summary>
    string Reduction { get; }

    /// <summary>Whether nothing is left to explore.</summary>
    bool IsFinished { get; }

    /// <summary>Whether the search is a proof.</summary>
    bool IsExhaustive { get; }

    /// <summary>Schedules begun.</summary>
    long Schedules { get; }

    /// <summary>Schedules that ran to their end, all different.</summary>
    long Complete { get; }

    /// <summary>Schedules cut by the bound on steps.</summary>
    long TooLong { get; }

    /// <summary>Steps taken.</summary>
    long Steps { get; }

    /// <summary>States kept.</summary>
    long States { get; }

    /// <summary>The estimated share of the tree that is done, 0 to 1; null where nobody knows.</summary>
    double? Explored { get; }
}
