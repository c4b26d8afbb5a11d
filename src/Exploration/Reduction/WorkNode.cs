using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A state on the way to work that is left: the piece of the search's stack that belongs to it. It is itself a unit of work
/// as long as somebody is to be tried there who has not been.
/// </summary>
internal sealed class WorkNode
{
    /// <summary>The state before; null for the first.</summary>
    internal WorkNode? Parent { get; init; }

    internal int Depth { get; init; }

    /// <summary>Whose step leads here from <see cref="Parent"/>.</summary>
    internal int By { get; init; }

    /// <summary>The data choices of that step.</summary>
    internal (int Count, int Chosen)[] ByValues { get; init; } = [];

    internal required ulong[] Enabled { get; init; }

    internal required ulong[] Backtrack { get; init; }

    /// <summary>Who sleeps: those who did when the state was reached, and those who have been tried.</summary>
    internal required ulong[] Asleep { get; init; }

    /// <summary>Those who have been tried, in order: to the later ones the earlier ones are asleep.</summary>
    internal List<TriedAgent> Tried { get; init; } = [];

    /// <summary>The agent of whose step some data choices are left; -1 for none.</summary>
    internal int Chosen { get; set; } = -1;

    /// <summary>What that step touches with the data choices that have been taken.</summary>
    internal int[] Footprint { get; set; } = [];

    /// <summary>The data choices with which it goes on.</summary>
    internal (int Count, int Chosen)[] Values { get; set; } = [];

    /// <summary>The key of the state; null if it is not kept.</summary>
    internal Identity? Key { get; init; }

    /// <summary>What is known to follow.</summary>
    internal ulong[] Summary { get; set; } = [];

    /// <summary>The depth of the earliest state that what follows comes back to; its own for none.</summary>
    internal int LoopsTo { get; set; }

    /// <summary>States below that are known as soon as this one is.</summary>
    internal List<Identity> OnLaps { get; } = [];

    /// <summary>Where work is left below, in the order in which it would be come to.</summary>
    internal List<WorkNode> Children { get; } = [];

    /// <summary>Whether it is no longer part of the tree.</summary>
    internal bool IsGone { get; set; }

    internal bool HasWork
    {
        get
        {
            for (int i = 0; i < Backtrack.Length; i++)
            {
                if ((Backtrack[i] & ~Asleep[i]) != 0)
                {
                    return true;
                }
            }

            return Chosen >= 0;
        }
    }

    /// <summary>How many had been tried before the step of an agent.</summary>
    internal int TriedBefore(int agent)
    {
        int index = Tried.FindIndex(t => t.Agent == agent);
        return index < 0 ? Tried.Count : index;
    }
}
