using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Stateless search that takes one schedule of each class of equivalent ones: source-DPOR with sleep sets (Abdulla,
/// Aronis, Jonsson, Sagonas, POPL 2014; <see cref="Races"/> says what is different here). Two schedules are equivalent if
/// one becomes the other by exchanging neighbouring steps whose footprints do not conflict.
/// </summary>
public sealed class ReducedSearch : IStrategy, IStepObserver
{
    private Computer _computer = null!;
    private EventStack _events = null!;
    private NodeStack _nodes = null!;
    private Races _races = null!;

    // Data choices of the steps on the stack; where those of a step begin.
    private (int Count, int Chosen)[] _values = new (int, int)[16];
    private int[] _firstValue = new int[256];
    private int _valueCount;
    private int _nextValue;

    // Steps that are repeated as they are, and whether the one after them is repeated with another agent or value.
    private int _kept;
    private bool _branches;
    private int _index;

    /// <summary>Whether nothing is left to explore.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether the search is a proof.</summary>
    public bool IsExhaustive => IsFinished && TooLong == 0;

    /// <summary>Schedules begun.</summary>
    public long Schedules { get; private set; }

    /// <summary>Schedules that ran to their end: one of each class.</summary>
    public long Complete { get; private set; }

    /// <summary>Schedules given up because all that could follow has been explored in other orders.</summary>
    public long Blocked { get; private set; }

    /// <summary>Schedules cut by the bound on steps.</summary>
    public long TooLong { get; private set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public bool AsksAlways => true;

    /// <summary>Runs the next schedule and turns to the one after it.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public RunOutcome RunNext(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (IsFinished)
        {
            throw new InvalidOperationException("the search is finished");
        }

        if (_computer is null)
        {
            Begin(computer);
        }

        var outcome = computer.Run(this);
        Schedules++;
        Steps += computer.Steps;
        if (_index < _kept + (_branches ? 1 : 0))
        {
            throw Nondeterminism($"it ended after {_index} steps");
        }

        switch (outcome)
        {
            case RunOutcome.Cut:
                Blocked++;
                break;
            case RunOutcome.TooLong:
                TooLong++;
                break;
            default:
                Complete++;
                break;
        }

        if (outcome == RunOutcome.Found && !computer.FoundAtEnd)
        {
            Halt();
        }

        RaceWhatWaits(computer);
        Backtrack();
        return outcome;
    }

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _index = 0;
        computer.ResumeFootprint(_kept == 0);
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int agent;
        if (_index < _kept)
        {
            agent = _events.AgentOf(_index);
            _nextValue = _firstValue[_index];
        }
        else if (_branches && _index == _kept)
        {
            agent = _nodes.Chosen(_index);
            _nextValue = _firstValue[_index];
        }
        else
        {
            _nodes.Push(enabled, _index > 0 ? _events.AgentOf(_index - 1) : -1, _index > 0 ? _events.AccessesOf(_index - 1) : default);
            EnsureRoom();
            _firstValue[_index] = _nextValue = _valueCount;
            agent = _nodes.FirstAwake(_index, current < 0 ? -1 : enabled[current].Agent);
            if (agent < 0)
            {
                _nodes.Pop();
                return IStrategy.Cut;
            }

            NodeStack.Add(_nodes.Backtrack(_index), agent);
            _nodes.Chosen(_index) = agent;
        }

        for (int i = 0; i < enabled.Length; i++)
        {
            if (enabled[i].Agent == agent)
            {
                return i;
            }
        }

        throw Nondeterminism($"{_computer.Agents[agent].Name} cannot take step {_index + 1} now: it is {_computer.Describe(agent)}");
    }

    /// <inheritdoc/>
    public int NextValue(int count)
    {
        if (_nextValue < _valueCount)
        {
            var known = _values[_nextValue++];
            return known.Count == count ? known.Chosen
                : throw Nondeterminism($"a choice in step {_index + 1} had {known.Count} options and now has {count}");
        }

        if (_valueCount == _values.Length)
        {
            Array.Resize(ref _values, _valueCount * 2);
        }

        _values[_valueCount++] = (count, 0);
        _nextValue = _valueCount;
        return 0;
    }

    /// <inheritdoc/>
    public void OnStep(Computer computer, int agent)
    {
        ArgumentNullException.ThrowIfNull(computer);
        int e = _index++;
        if (e < _kept)
        {
            if (_index == _kept)
            {
                computer.BeginFootprints();
            }

            return;
        }

        int previous = _events.LastOf(agent);
        _events.Push(agent, computer.Footprint.Items);
        _races.Detect(agent, previous, _events.AccessesOf(e), e);
        _races.DetectWakers(e);
    }

    private void Begin(Computer computer)
    {
        if (!computer.CanReduce)
        {
            throw new MachineException("a detector that sees the order of independent steps forbids partial-order reduction");
        }

        _computer = computer;
        int agents = computer.Agents.Count;
        _events = new EventStack(computer);
        _nodes = new NodeStack(agents);
        _races = new Races(_events, _nodes, agents);
    }

    /// <summary>
    /// A finding ends the run for everybody: what others would have done is looked at in runs in which they go first. In
    /// those the step of the finding sleeps like any other: to find the same again after independent steps says nothing new.
    /// </summary>
    private void Halt()
    {
        var backtrack = _nodes.Backtrack(_index - 1);
        var enabled = _nodes.Enabled(_index - 1);
        for (int i = 0; i < backtrack.Length; i++)
        {
            backtrack[i] |= enabled[i];
        }
    }

    /// <summary>Who is kept from its next step at the end might have taken it before what keeps it.</summary>
    private void RaceWhatWaits(Computer computer)
    {
        const Blocked WaitsForNobodysStep = Machine.Blocked.Finished | Machine.Blocked.Dead | Machine.Blocked.Asleep | Machine.Blocked.Message;
        for (int agent = 0; agent < computer.Agents.Count; agent++)
        {
            var blocked = computer.BlockedBy(agent);
            if (blocked == Machine.Blocked.No || (blocked & WaitsForNobodysStep) != 0)
            {
                continue;
            }

            computer.NotePending(agent);
            var accesses = _events.Imagine(computer.Footprint.Items);
            _races.Detect(agent, _events.LastOf(agent), accesses, _events.Count);
        }
    }

    private void Backtrack()
    {
        while (_events.Count > 0)
        {
            int e = _events.Count - 1;
            _nodes.Remember(e, _events.AccessesOf(e));
            _events.Pop();
            while (_valueCount > _firstValue[e])
            {
                ref var value = ref _values[_valueCount - 1];
                if (value.Chosen + 1 < value.Count)
                {
                    value.Chosen++;
                    _kept = e;
                    _branches = true;
                    return;
                }

                _valueCount--;
            }

            _nodes.FallAsleep(e);
            int next = _nodes.NextToTry(e);
            if (next >= 0)
            {
                _nodes.Chosen(e) = next;
                _kept = e;
                _branches = true;
                return;
            }

            _nodes.Pop();
        }

        IsFinished = true;
    }

    private void EnsureRoom()
    {
        if (_index >= _firstValue.Length)
        {
            Array.Resize(ref _firstValue, _firstValue.Length * 2);
        }
    }

    private static MachineException Nondeterminism(string how)
        => new($"the same choices gave another run: {how}; something outside the machine decides (state kept in a field, a clock, a random number)");
}
