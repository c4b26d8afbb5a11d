using Smp.Machine;

namespace Smp.Exploration;

/// <summary>What one strategy's part of a hunt gave.</summary>
internal sealed class SearchOutcome(string strategy)
{
    internal string Strategy { get; } = strategy;

    internal HitLog Hits { get; private set; } = new();

    internal long Schedules { get; set; }

    internal long Steps { get; set; }

    internal long TooLong { get; set; }

    /// <summary>The search begins anew: what it has found so far it will find again.</summary>
    internal void Restart() => Hits = new HitLog();

    internal string Reduction { get; set; } = "none";

    internal long States { get; set; }

    internal ulong Reached { get; set; }

    /// <summary>The share of the tree that is done; null for searches that do not know.</summary>
    internal double? Explored { get; set; }

    /// <summary>Complete schedules of a search that repeats none; null for those that may repeat one.</summary>
    internal long? Complete { get; set; }

    /// <summary>Whether nothing is left to explore.</summary>
    internal bool IsExhaustive { get; set; }

    /// <summary>What its schedules came to; null where nobody looked.</summary>
    internal SiteCoverage? Coverage { get; set; }

    /// <summary>The testbed's failure, and the schedule it happened in.</summary>
    internal Exception? Error { get; set; }

    internal long ErrorAt { get; set; }
}
