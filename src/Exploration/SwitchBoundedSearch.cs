using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Depth-first search over the schedules with at most so many switches: steps by another agent while the one before it
/// could have gone on (Musuvathi and Qadeer, "Iterative context bounding for systematic testing of multithreaded
/// programs", PLDI 2007). What takes over from an agent that cannot go on is free.
/// </summary>
/// <remarks>
/// What can still follow a state depends on the switches that are left and on who would go on without one. So states
/// are told apart by these two as well, and a schedule is cut at a state seen before with the same of both: the search
/// is complete for its bound. Choices without an alternative under the bound are states too, but no nodes of the tree.
/// A search may begin in the middle of a schedule: what leads there is followed, and its switches do not count.
/// </remarks>
internal sealed class SwitchBoundedSearch(int bound, bool prune, IReadOnlyList<int>? way = null) : IStrategy
{
    private const int Value = -2;

    private readonly StateTable? _visited = prune ? new StateTable() : null;
    private readonly List<Node> _nodes = [];
    private Computer _computer = null!;
    private int _onWay;
    private int _prefix;
    private int _position;
    private int _switches;
    private bool _cutShort;

    /// <summary>The most switches a schedule may have.</summary>
    internal int Bound => bound;

    /// <summary>Whether nothing is left to try.</summary>
    internal bool IsFinished { get; private set; }

    /// <summary>Whether every schedule within the bound was covered.</summary>
    internal bool IsComplete => IsFinished && !_cutShort;

    /// <summary>Whether some schedule could have gone on otherwise, had the bound allowed another switch.</summary>
    internal bool IsRestricted { get; private set; }

    /// <summary>States kept.</summary>
    internal long States => _visited?.Count ?? 0;

    /// <summary>Schedules so far.</summary>
    internal long Schedules { get; private set; }

    /// <summary>Runs the next schedule and turns to the one after it.</summary>
    internal RunOutcome RunNext(Computer computer)
    {
        computer.KeepStates = _visited is not null;
        var outcome = computer.Run(this);
        Schedules++;
        _cutShort |= outcome == RunOutcome.TooLong;
        while (_nodes.Count > 0)
        {
            var last = _nodes[^1];
            if (last.Chosen + 1 < last.Count)
            {
                _nodes[^1] = last with { Chosen = last.Chosen + 1 };
                _prefix = _nodes.Count;
                return outcome;
            }

            _nodes.RemoveAt(_nodes.Count - 1);
        }

        IsFinished = true;
        return outcome;
    }

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _position = 0;
        _switches = 0;
        _onWay = 0;
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        if (_onWay < way?.Count)
        {
            return ChoiceLog.FromCanonical(way[_onWay++], current);
        }

        if (_position >= _prefix && _visited is not null && !_visited.Add(Identity(current < 0 ? -1 : enabled[current].Agent)))
        {
            return IStrategy.Cut;
        }

        bool mayChoose = current < 0 || _switches < bound;
        IsRestricted |= !mayChoose;
        int choice = mayChoose ? Choose(enabled.Length, current) : 0;
        if (current >= 0 && choice != 0)
        {
            _switches++;
        }

        return ChoiceLog.FromCanonical(choice, current);
    }

    /// <inheritdoc/>
    public int NextValue(int count) => _onWay < way?.Count ? way[_onWay++] : Choose(count, Value);

    private int Choose(int count, int current)
    {
        if (_position == _prefix)
        {
            _nodes.Add(new Node(count, current, 0));
            _prefix++;
        }

        var node = _nodes[_position++];
        return node.Count == count && node.Current == current
            ? node.Chosen
            : throw new MachineException("the same choices gave another run: something outside the machine decides") { IsNondeterminism = true };
    }

    private Identity Identity(int current)
    {
        var state = _computer.StateIdentity();
        if (bound == int.MaxValue)
        {
            return state;
        }

        ulong rest = ((ulong)(uint)_switches << 32) | (uint)current;
        return new Identity(Hashing.Fold(state.High, rest), Hashing.Fold2(state.Low, rest));
    }

    private readonly record struct Node(int Count, int Current, int Chosen);
}
