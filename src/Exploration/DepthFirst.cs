using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Depth-first search over all choices, agents and data, without keeping states to go back to: each schedule repeats
/// the choices up to the one that is changed (stateless search; Godefroid, "Model checking for programming languages
/// using VeriSoft", POPL 1997). With pruning, a schedule that comes to a state seen before is cut there.
/// </summary>
/// <remarks>
/// <para>Pruning is sound because a state is looked up only where a choice is made for the first time, and whatever
/// was put into the set is explored to its end before the search is: depth first comes back to each of its choices.
/// What breaks that is said: a search stopped early is not <see cref="IsFinished"/>, and one in which a schedule was
/// cut by the bound on steps (<see cref="TooLong"/>) is not <see cref="IsExhaustive"/>.</para>
/// <para>States are looked up between steps only, since a data choice is made in the middle of one: where several agents
/// could go on, and where one could whose step may make such a choice.</para>
/// </remarks>
public sealed class DepthFirst : IStrategy, ITreeSearch
{
    private const int Value = -2;

    private readonly Func<Computer, Identity>? _identity;
    private readonly StateTable? _visited;
    private readonly Audit? _audit;
    private Computer _computer = null!;
    private Node[] _nodes = new Node[64];
    private int _depth;
    private int _prefix;
    private int _position;

    /// <summary>A search.</summary>
    /// <param name="prune">Whether to cut at states seen before. Not allowed where <see cref="Computer.CanPrune"/> is false.</param>
    /// <param name="audit">Whether to run on at such states and insist on the first visitor's events; needs <paramref name="prune"/>.</param>
    /// <param name="identity">What tells states apart, for tests of that; null for <see cref="Computer.StateIdentity"/>.</param>
    /// <param name="maxStates">How many states are kept: what follows one that is not is explored as often as it is met.</param>
    public DepthFirst(bool prune, bool audit = false, Func<Computer, Identity>? identity = null, int maxStates = StateTable.DefaultMaxCount)
    {
        if (audit && !prune)
        {
            throw new ArgumentException("an audit needs pruning to look at", nameof(audit));
        }

        _visited = prune ? new StateTable(maxStates) : null;
        _audit = audit ? new Audit() : null;
        _identity = identity;
    }

    string ISearchFigures.Reduction => "none";

    double? ISearchFigures.Explored => Explored;

    /// <summary>Whether every choice has been tried.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether the search is a proof: finished, and nothing was left out but what follows known states.</summary>
    public bool IsExhaustive => IsFinished && TooLong == 0;

    /// <summary>Schedules so far.</summary>
    public long Schedules { get; private set; }

    /// <summary>Schedules that ran to their end; all different.</summary>
    public long Complete { get; private set; }

    /// <summary>Schedules cut at a state seen before.</summary>
    public long Cuts { get; private set; }

    /// <summary>Schedules cut by the bound on steps.</summary>
    public long TooLong { get; private set; }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>States kept.</summary>
    public long States => _visited?.Count ?? 0;

    /// <summary>
    /// The share of the tree that is done, 0 to 1, if each subtree of a choice is as large as its siblings (Knuth,
    /// "Estimating the efficiency of backtrack programs", 1975, turned round: done leaves weigh the product of the
    /// reciprocals of the branchings above them). Cut schedules weigh what they stand for.
    /// </summary>
    public double Explored
    {
        get
        {
            if (IsFinished)
            {
                return 1;
            }

            double done = 0;
            double weight = 1;
            for (int i = 0; i < _depth; i++)
            {
                weight /= _nodes[i].Count;
                done += weight * _nodes[i].Chosen;
            }

            return done;
        }
    }

    /// <summary>Runs the next schedule and turns to the one after it.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault, or an audit failed.</exception>
    public RunOutcome RunNext(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (IsFinished)
        {
            throw new InvalidOperationException("the search is finished");
        }

        if (_visited is not null && Schedules == 0 && !computer.CanPrune)
        {
            throw new MachineException("a detector without a digest forbids pruning");
        }

        computer.KeepStates = _visited is not null;
        var outcome = _audit is null ? computer.Run(this) : _audit.Run(computer, this);
        Schedules++;
        Steps += computer.Steps;
        switch (outcome)
        {
            case RunOutcome.TooLong:
                TooLong++;
                break;
            case RunOutcome.Ended or RunOutcome.Found when _audit is not { IsFollowing: true }:
                Complete++;
                break;
            default:
                Cuts++;
                break;
        }

        if (_position < _prefix)
        {
            throw Nondeterminism($"it ended after {_position} choices");
        }

        Backtrack();
        return _audit is { IsFollowing: true } ? RunOutcome.Cut : outcome;
    }

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _position = 0;
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        if (_position < _prefix)
        {
            return Note(ChoiceLog.FromCanonical(Repeat(enabled.Length, current), current));
        }

        if (_visited is not null)
        {
            if (_audit is { IsFollowing: true })
            {
                return _audit.NextAgent(enabled.Length);
            }

            var state = _identity is null ? _computer.StateIdentity() : _identity(_computer);
            if (!_visited.Add(state))
            {
                return _audit?.Follow(state, enabled.Length) ?? IStrategy.Cut;
            }

            _audit?.Visit(state);
        }

        Push(enabled.Length, current);
        return Note(ChoiceLog.FromCanonical(0, current));
    }

    /// <inheritdoc/>
    public bool IsKnown()
        => _position >= _prefix && _visited is not null && _audit is null
            && !_visited.Add(_identity is null ? _computer.StateIdentity() : _identity(_computer));

    /// <inheritdoc/>
    public int NextValue(int count)
    {
        if (_position < _prefix)
        {
            return Note(Repeat(count, Value));
        }

        if (_audit is { IsFollowing: true })
        {
            return _audit.NextValue(count);
        }

        Push(count, Value);
        return Note(0);
    }

    private int Note(int choice)
    {
        _audit?.Chose(choice);
        return choice;
    }

    private int Repeat(int count, int current)
    {
        ref var node = ref _nodes[_position];
        if (node.Count != count || node.Current != current)
        {
            throw Nondeterminism(
                $"choice {_position} had {node.Count} options (current: {node.Current}) and now has {count} (current: {current})");
        }

        _position++;
        return node.Chosen;
    }

    private void Push(int count, int current)
    {
        if (_depth == _nodes.Length)
        {
            Array.Resize(ref _nodes, _depth * 2);
        }

        _nodes[_depth++] = new Node { Count = count, Current = current };
        _position = _prefix = _depth;
    }

    private void Backtrack()
    {
        while (_depth > 0)
        {
            ref var node = ref _nodes[_depth - 1];
            if (node.Chosen + 1 < node.Count)
            {
                node.Chosen++;
                _prefix = _depth;
                return;
            }

            _depth--;
        }

        IsFinished = true;
    }

    private static MachineException Nondeterminism(string how)
        => new($"the same choices gave another run: {how}; something outside the machine decides (state kept in a field, a clock, a random number)")
        {
            IsNondeterminism = true,
        };

    private struct Node
    {
        public int Count;
        public int Chosen;
        public int Current;
    }
}
