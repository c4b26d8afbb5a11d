using System.Globalization;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The chance that a uniform scheduler fails, computed over all schedules: what follows a choice fails as often as the mean of
/// what follows its options. Depth first over the states of the plain search, without reduction, since a class of equivalent
/// schedules does not say how many there are of it and how likely each is; what a state comes to is worked out once.
/// </summary>
/// <remarks>
/// A run that ends in a finding counts 1, also where it is found when nobody can step any more; one that ends without counts 0.
/// Where a schedule is cut by the bound on steps, or comes back to a state that it has been in, the mean has no value yet and
/// none is given (<see cref="Unknown"/>). Loops that wait end neither way: their agent is disabled after a turn.
/// </remarks>
internal sealed class OddsSearch(int maxStates) : IStrategy
{
    // Set while what follows a state is being worked out.
    private const double OnTheWay = -1;

    private readonly Dictionary<Identity, double> _known = [];
    private Computer _computer = null!;
    private Node[] _nodes = new Node[64];
    private int _depth;
    private int _prefix;
    private int _position;
    private double _met;

    /// <summary>Whether every choice has been tried, or there is no point in going on.</summary>
    internal bool IsFinished { get; private set; }

    /// <summary>Why the odds cannot be told; empty if they can.</summary>
    internal string Unknown { get; private set; } = "";

    /// <summary>The chance that a run fails; once the search is finished.</summary>
    internal double Probability { get; private set; }

    /// <summary>States at which there was a choice.</summary>
    internal long States => _known.Count;

    /// <summary>Schedules begun.</summary>
    internal long Schedules { get; private set; }

    /// <summary>Runs the next schedule and turns to the one after it.</summary>
    internal void RunNext(Computer computer)
    {
        computer.KeepStates = true;
        var outcome = computer.Run(this);
        Schedules++;
        switch (outcome)
        {
            case RunOutcome.TooLong:
                GiveUp(string.Create(CultureInfo.InvariantCulture, $"a schedule is longer than {computer.MaxSteps} steps"));
                break;
            case RunOutcome.Cut when _met == OnTheWay:
                GiveUp("a schedule comes back to a state that it has been in");
                break;
            default:
                Backtrack(outcome switch { RunOutcome.Found => 1, RunOutcome.Cut => _met, _ => 0 });
                break;
        }
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
        if (_position == _prefix)
        {
            var state = _computer.StateIdentity();
            if (_known.TryGetValue(state, out _met))
            {
                return IStrategy.Cut;
            }

            if (_known.Count == maxStates)
            {
                GiveUp(string.Create(CultureInfo.InvariantCulture, $"more than {maxStates:N0} states"));
                return IStrategy.Cut;
            }

            _known[state] = OnTheWay;
            Push(enabled.Length, state);
        }

        // In order of number: which option is which does not matter for a mean, but must be the same every time.
        return Repeat(enabled.Length);
    }

    /// <inheritdoc/>
    public int NextValue(int count)
    {
        if (_position == _prefix)
        {
            Push(count, null);
        }

        return Repeat(count);
    }

    private int Repeat(int count)
    {
        ref var node = ref _nodes[_position++];
        return node.Count == count
            ? node.Chosen
            : throw new MachineException("the same choices gave another run: something outside the machine decides") { IsNondeterminism = true };
    }

    private void Push(int count, Identity? state)
    {
        if (_depth == _nodes.Length)
        {
            Array.Resize(ref _nodes, _depth * 2);
        }

        _nodes[_depth++] = new Node { Count = count, State = state };
        _prefix = _depth;
    }

    /// <summary>What the options of a choice come to is summed up; when all are known, so is the choice.</summary>
    private void Backtrack(double value)
    {
        while (_depth > 0)
        {
            ref var node = ref _nodes[_depth - 1];
            node.Sum += value;
            if (++node.Chosen < node.Count)
            {
                _prefix = _depth;
                return;
            }

            value = node.Sum / node.Count;
            if (node.State is { } state)
            {
                _known[state] = value;
            }

            _depth--;
        }

        Probability = value;
        IsFinished = true;
    }

    private void GiveUp(string why)
    {
        Unknown = Unknown.Length == 0 ? why : Unknown;
        IsFinished = true;
    }

    private struct Node
    {
        public int Count;
        public int Chosen;
        public double Sum;
        public Identity? State;
    }
}
