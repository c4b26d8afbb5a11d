using Smp.Machine;

namespace Smp.Exploration;

/// <summary>What came of a unit of work. Nothing of it is known to others before it is merged by the <see cref="WorkTree"/>.</summary>
internal sealed class UnitResult(WorkNode unit)
{
    internal WorkNode Unit { get; } = unit;

    /// <summary>Whether the unit's state turned out to be known: everything below it is done.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>The figures of the unit alone.</summary>
    internal SearchTotals Totals { get; } = new();

    /// <summary>Failing schedules: which of the unit's it was, what was seen, the choices.</summary>
    internal List<(long Number, Finding Finding, int[] Choices)> Hits { get; } = [];

    /// <summary>Hashes of the complete schedules, if somebody counts these.</summary>
    internal List<ulong> Hashes { get; } = [];

    /// <summary>Why it ended before its time; the schedule in which it did is the one after those that are counted.</summary>
    internal MachineException? Error { get; set; }

    internal List<NodeStack.Request> Requests { get; } = [];

    /// <summary>What has become of the unit's own state, and behind it the states below it that are not done.</summary>
    internal List<NodeChange> Way { get; } = [];

    /// <summary>What became known; null without pruning.</summary>
    internal VisitedStates? Visited { get; set; }

    /// <summary>What has become of a state: the unit's own, or one that was not in the tree before.</summary>
    internal sealed class NodeChange
    {
        internal int By { get; init; } = -1;

        internal (int Count, int Chosen)[] ByValues { get; init; } = [];

        internal required ulong[] Enabled { get; init; }

        internal required ulong[] Backtrack { get; init; }

        internal required ulong[] Asleep { get; init; }

        /// <summary>Those who have been tried here by this unit.</summary>
        internal required List<TriedAgent> Tried { get; init; }

        internal int Chosen { get; set; } = -1;

        internal int[] Footprint { get; set; } = [];

        internal (int Count, int Chosen)[] Values { get; set; } = [];

        internal Identity? Key { get; init; }

        internal ulong[] Summary { get; set; } = [];

        internal int LoopsTo { get; init; }

        internal List<Identity> OnLaps { get; } = [];
    }
}
