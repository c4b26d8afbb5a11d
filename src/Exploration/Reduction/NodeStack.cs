using System.Numerics;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// What a reduced search knows about each state on the way of the run: who is enabled there, who is to be tried (the
/// backtrack set), who has been, and who sleeps: an agent whose next step has been explored already, until a step that
/// depends on it is taken (Godefroid, "Partial-order methods for the verification of concurrent systems", LNCS 1032, 1996).
/// </summary>
internal sealed class NodeStack
{
    private readonly int _agents;
    private readonly int _words;
    private readonly Dependence _without;
    private Node[] _nodes = new Node[256];
    private ulong[] _bits;
    private Sleeper[] _sleepers = new Sleeper[64];
    private ObjectAccess[] _accesses = new ObjectAccess[1024];
    private ulong[][] _summaries = new ulong[256][];
    private Woken[] _woken = new Woken[64];
    private int _sleeperCount;
    private int _wokenCount;
    private int _accessCount;

    internal NodeStack(int agents, Dependence without = Dependence.None)
    {
        _without = without;
        _agents = agents;
        _words = (agents + 63) / 64;
        _bits = new ulong[_nodes.Length * Sets * _words];
    }

    private const int Sets = 3;
    private const int EnabledSet = 0;
    private const int BacktrackSet = 1;
    private const int SleepSet = 2;

    internal int Count { get; private set; }

    /// <summary>Words of a set of agents.</summary>
    internal int Words => _words;

    internal Span<ulong> Enabled(int node) => Set(node, EnabledSet);

    /// <summary>Who is to be tried, those who have been included.</summary>
    internal Span<ulong> Backtrack(int node) => Set(node, BacktrackSet);

    /// <summary>Who slept when the state was reached, and who has been tried since.</summary>
    internal Span<ulong> Asleep(int node) => Set(node, SleepSet);

    /// <summary>The agent whose step is being explored.</summary>
    internal ref int Chosen(int node) => ref _nodes[node].Chosen;

    internal bool IsEnabled(int node, int agent) => Has(Enabled(node), agent);

    internal static bool Has(ReadOnlySpan<ulong> set, int agent) => (set[agent >> 6] & (1UL << agent)) != 0;

    internal static void Add(Span<ulong> set, int agent) => set[agent >> 6] |= 1UL << agent;

    internal static bool Intersect(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if ((left[i] & right[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A state has been reached by the step of the node before it: what slept there and does not depend on that step goes
    /// on sleeping.
    /// </summary>
    internal void Push(ReadOnlySpan<Pending> enabled, int stepped, ReadOnlySpan<ObjectAccess> footprint)
    {
        int node = Count;
        if (node == _nodes.Length)
        {
            Array.Resize(ref _nodes, node * 2);
            Array.Resize(ref _bits, node * 2 * Sets * _words);
        }

        _nodes[node] = new Node { Chosen = -1, LoopsTo = node, FirstSleeper = _sleeperCount, FirstWoken = _wokenCount, FirstAccess = _accessCount };
        Count++;
        _bits.AsSpan(node * Sets * _words, Sets * _words).Clear();
        foreach (var pending in enabled)
        {
            Add(Enabled(node), pending.Agent);
        }

        if (node > 0)
        {
            Inherit(node, stepped, footprint);
        }
    }

    /// <summary>Every agent that is enabled is to be tried.</summary>
    internal void TryAll(int node)
    {
        var backtrack = Backtrack(node);
        var enabled = Enabled(node);
        for (int i = 0; i < backtrack.Length; i++)
        {
            backtrack[i] |= enabled[i];
        }
    }

    /// <summary>The first agent that may be tried: <paramref name="preferred"/> if it may; -1 if all sleep.</summary>
    internal int FirstAwake(int node, int preferred)
    {
        var enabled = Enabled(node);
        var asleep = Asleep(node);
        if (preferred >= 0 && Has(enabled, preferred) && !Has(asleep, preferred))
        {
            return preferred;
        }

        for (int i = 0; i < _words; i++)
        {
            ulong awake = enabled[i] & ~asleep[i];
            if (awake != 0)
            {
                return (i * 64) + BitOperations.TrailingZeroCount(awake);
            }
        }

        return -1;
    }

    /// <summary>The next agent that is to be tried and has not been; -1 for none.</summary>
    internal int NextToTry(int node)
    {
        var backtrack = Backtrack(node);
        var asleep = Asleep(node);
        for (int i = 0; i < _words; i++)
        {
            ulong left = backtrack[i] & ~asleep[i];
            if (left != 0)
            {
                return (i * 64) + BitOperations.TrailingZeroCount(left);
            }
        }

        return -1;
    }

    /// <summary>What follows a node, as far as it is known: under construction while the node is on the way.</summary>
    internal ref ulong[] Summary(int node)
    {
        if (node >= _summaries.Length)
        {
            Array.Resize(ref _summaries, Math.Max(node + 1, _summaries.Length * 2));
        }

        return ref _summaries[node];
    }

    /// <summary>The key of a node's state; null if it is not kept.</summary>
    internal ref Identity? Key(int node) => ref _nodes[node].Key;

    /// <summary>The state on the way that what follows this node comes back to; the node itself for none.</summary>
    internal ref int LoopsTo(int node) => ref _nodes[node].LoopsTo;

    /// <summary>What the explored step of a node touched, to be remembered when it falls asleep: of each of its data choices.</summary>
    internal void Remember(int node, ReadOnlySpan<ObjectAccess> footprint)
    {
        ref var entry = ref _nodes[node];
        if (!entry.Remembers)
        {
            entry.Remembers = true;
            entry.BranchAccess = _accessCount;
        }

        if (_accessCount + footprint.Length > _accesses.Length)
        {
            Array.Resize(ref _accesses, Math.Max(_accesses.Length * 2, _accessCount + footprint.Length));
        }

        footprint.CopyTo(_accesses.AsSpan(_accessCount));
        _accessCount += footprint.Length;
    }

    /// <summary>All that follows the chosen agent's step has been explored: it sleeps from now on.</summary>
    internal void FallAsleep(int node)
    {
        ref var entry = ref _nodes[node];
        AddSleeper(new Sleeper(entry.Chosen, entry.BranchAccess, _accessCount - entry.BranchAccess));
        Add(Asleep(node), entry.Chosen);
        entry.Remembers = false;
        entry.Chosen = -1;
    }

    /// <summary>How many sleepers have been woken on the way.</summary>
    internal int WokenCount => _wokenCount;

    /// <summary>The event that woke a sleeper, if a step of another agent with this footprint would have woken it as well; -1 if not.</summary>
    internal int WakerOf(int woken, int agent, ReadOnlySpan<ObjectAccess> footprint)
    {
        var (sleeper, by) = _woken[woken];
        return sleeper.Agent != agent && Conflict(_accesses.AsSpan(sleeper.First, sleeper.Length), footprint) ? by : -1;
    }

    internal void Pop()
    {
        ref var node = ref _nodes[--Count];
        _sleeperCount = node.FirstSleeper;
        _wokenCount = node.FirstWoken;
        _accessCount = node.FirstAccess;
    }

    private void Inherit(int node, int stepped, ReadOnlySpan<ObjectAccess> footprint)
    {
        int end = _sleeperCount;
        for (int i = _nodes[node - 1].FirstSleeper; i < end; i++)
        {
            var sleeper = _sleepers[i];
            if (sleeper.Agent == stepped)
            {
                continue;
            }

            if (Conflict(_accesses.AsSpan(sleeper.First, sleeper.Length), footprint))
            {
                AddWoken(new Woken(sleeper, node - 1));
            }
            else
            {
                AddSleeper(sleeper);
                Add(Asleep(node), sleeper.Agent);
            }
        }
    }

    /// <summary>Whether what an agent would touch conflicts with what a step taken before it has touched.</summary>
    private bool Conflict(ReadOnlySpan<ObjectAccess> left, ReadOnlySpan<ObjectAccess> right)
    {
        foreach (ref readonly var a in left)
        {
            foreach (ref readonly var b in right)
            {
                if (a.Object == b.Object && (a.IsWrite || b.IsWrite) && !_without.Omits(b.IsWrite, a.IsWrite))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void AddWoken(Woken woken)
    {
        if (_wokenCount == _woken.Length)
        {
            Array.Resize(ref _woken, _wokenCount * 2);
        }

        _woken[_wokenCount++] = woken;
    }

    private void AddSleeper(Sleeper sleeper)
    {
        if (_sleeperCount == _sleepers.Length)
        {
            Array.Resize(ref _sleepers, _sleeperCount * 2);
        }

        _sleepers[_sleeperCount++] = sleeper;
    }

    private Span<ulong> Set(int node, int set) => _bits.AsSpan(((node * Sets) + set) * _words, _words);

    private struct Node
    {
        internal int Chosen;
        internal int FirstSleeper;
        internal int FirstWoken;
        internal int FirstAccess;
        internal int BranchAccess;
        internal bool Remembers;
        internal Identity? Key;
        internal int LoopsTo;
    }

    private readonly record struct Sleeper(int Agent, int First, int Length);

    private readonly record struct Woken(Sleeper Sleeper, int By);
}
