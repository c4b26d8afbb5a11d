namespace Smp.Exploration;

/// <summary>What is needed to carry on, or to hand over, the exploration of a part of the tree (<see cref="WorkTree"/>).</summary>
internal sealed partial class NodeStack
{
    /// <summary>So many nodes at the beginning belong to others: who is to be tried there is asked of them.</summary>
    internal int OthersNodes { get; set; }

    /// <summary>What has been asked of the owners of those nodes, in order.</summary>
    internal List<Request> Requests { get; } = [];

    /// <summary>An agent is to be tried at a node, as one of those with which another order begins.</summary>
    internal void Try(int node, ReadOnlySpan<ulong> initials, int agent)
    {
        Add(Backtrack(node), agent);
        if (node < OthersNodes)
        {
            Requests.Add(new Request(node, initials.ToArray(), agent));
        }
    }

    /// <summary>Who is to be tried, and the first <paramref name="tried"/> of those who have been, as it is known elsewhere.</summary>
    internal void Restore(int node, WorkNode known, int tried)
    {
        known.Backtrack.CopyTo(Backtrack(node));
        for (int i = 0; i < tried; i++)
        {
            var sleeper = known.Tried[i];
            int first = _accessCount;
            Append(sleeper.Footprint);
            AddSleeper(new Sleeper(sleeper.Agent, first, sleeper.Footprint.Length));
            Add(Asleep(node), sleeper.Agent);
        }
    }

    /// <summary>An agent's step is being explored, of which this much has been touched in what is done.</summary>
    internal void Resume(int node, int agent, int[] footprint)
    {
        _nodes[node].Chosen = agent;
        if (footprint.Length > 0)
        {
            _nodes[node].Remembers = true;
            _nodes[node].BranchAccess = _accessCount;
            Append(footprint);
        }
    }

    /// <summary>Those who have been tried at a node, in order, but for the first <paramref name="known"/>.</summary>
    internal List<TriedAgent> TriedAfter(int node, int known)
    {
        var result = new List<TriedAgent>();
        int end = node + 1 < Count ? _nodes[node + 1].FirstSleeper : _sleeperCount;
        for (int i = _nodes[node].FirstOwnSleeper + known; i < end; i++)
        {
            var sleeper = _sleepers[i];
            result.Add(new TriedAgent(sleeper.Agent, Packed(_accesses.AsSpan(sleeper.First, sleeper.Length))));
        }

        return result;
    }

    /// <summary>What the explored step of a node has touched, with <paramref name="more"/>.</summary>
    internal int[] Remembered(int node, ReadOnlySpan<ObjectAccess> more)
    {
        ref var entry = ref _nodes[node];
        int end = node + 1 < Count ? _nodes[node + 1].FirstAccess : _accessCount;
        int[] before = entry.Remembers ? Packed(_accesses.AsSpan(entry.BranchAccess, end - entry.BranchAccess)) : [];
        return [.. before.Concat(Packed(more)).Distinct()];
    }

    private static int[] Packed(ReadOnlySpan<ObjectAccess> accesses)
    {
        var packed = new int[accesses.Length];
        for (int i = 0; i < packed.Length; i++)
        {
            packed[i] = (accesses[i].Object << 1) | (accesses[i].IsWrite ? 1 : 0);
        }

        return packed;
    }

    private void Append(int[] footprint)
    {
        if (_accessCount + footprint.Length > _accesses.Length)
        {
            Array.Resize(ref _accesses, Math.Max(_accesses.Length * 2, _accessCount + footprint.Length));
        }

        foreach (int access in footprint)
        {
            _accesses[_accessCount++] = new ObjectAccess { Object = access >> 1, IsWrite = (access & 1) != 0 };
        }
    }

    /// <summary>Somebody is to be tried at a node that belongs to another unit.</summary>
    /// <param name="Node">The node, by its depth.</param>
    /// <param name="Initials">Any one of these will do; null if everybody is to be tried.</param>
    /// <param name="Agent">The one that is taken if none of them is tried anyway.</param>
    internal readonly record struct Request(int Node, ulong[]? Initials, int Agent);
}

/// <summary>An agent whose step at a node has been explored with all that follows, or is being explored by another.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Footprint">What the step touches, with whatever data choices: the object's number times two, one more if it writes.</param>
internal readonly record struct TriedAgent(int Agent, int[] Footprint);
