using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Stateless search that takes one schedule of each class of equivalent ones: source-DPOR with sleep sets (Abdulla,
/// Aronis, Jonsson, Sagonas, POPL 2014; <see cref="Races"/> says what is different here). Two schedules are equivalent if
/// one becomes the other by exchanging neighbouring steps whose footprints do not conflict.
/// </summary>
public sealed partial class ReducedSearch : IStrategy, IStepObserver, ITreeSearch
{
    private const int LooksAlone = 16;

    private readonly bool _prune;
    private readonly long _maxBytes;
    private Computer _computer = null!;
    private VisitedStates? _visited;
    private bool _known;
    private bool _symmetric;

    // Per step: how many steps before it its agent has gone on alone.
    private int[] _alone = new int[256];
    private Pending[] _pending = new Pending[256];
    private Pending[] _ofEach = [];

    // Left, but what follows comes back to a state that is still on the way.
    private readonly List<(int Head, Identity Key)> _onLaps = [];
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

    /// <summary>A search.</summary>
    /// <param name="prune">Whether to cut at states whose continuations are known. Not allowed where <see cref="Computer.CanPrune"/> is false.</param>
    /// <param name="maxBytes">About how much memory the known states may take; what does not fit is explored again.</param>
    public ReducedSearch(bool prune = false, long maxBytes = 256L << 20)
    {
        _prune = prune;
        _maxBytes = maxBytes;
    }

    /// <summary>What is left out, by tests that show that it is needed.</summary>
    internal Dependence Without { get; init; }

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

    /// <summary>Schedules cut at a state whose continuations are known.</summary>
    public long Cuts { get; private set; }

    /// <summary>States kept.</summary>
    public long States => _visited?.Count ?? 0;

    /// <summary>Schedules cut by the bound on steps.</summary>
    public long TooLong { get; private set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>
    /// The share of the tree that is done, 0 to 1, if each agent that is to be tried at a state has as much after it as the
    /// others (see <see cref="DepthFirst.Explored"/>). Who is to be tried becomes known only as races are found, so it may
    /// fall.
    /// </summary>
    public double Explored
    {
        get
        {
            if (IsFinished || _nodes is null)
            {
                return IsFinished ? 1 : 0;
            }

            double done = 0;
            double weight = 1;
            for (int e = 0; e < _nodes.Count; e++)
            {
                var (tried, all) = _nodes.Tried(e);
                weight /= all;
                done += weight * tried;
                int end = e + 1 < _nodes.Count ? _firstValue[e + 1] : _valueCount;
                for (int i = _firstValue[e]; i < end; i++)
                {
                    weight /= _values[i].Count;
                    done += weight * _values[i].Chosen;
                }
            }

            return done;
        }
    }

    /// <summary>
    /// Of the agents that could be tried at the choices left so far, the share that had to be: 1 if reduction spares nothing,
    /// as where all steps share one CPU.
    /// </summary>
    public double Effort => _nodes is { Effort: { Enabled: > 0 } effort } ? (double)effort.Tried / effort.Enabled : 0;

    ReducedSearch? ITreeSearch.Divisible => this;

    string ISearchFigures.Reduction => _symmetric ? "source-dpor+symmetry" : "source-dpor";

    double? ISearchFigures.Explored => Explored;

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

        _known = false;
        var outcome = computer.Run(this);
        Schedules++;
        Steps += computer.Steps;
        if (_index < _kept + (_branches ? 1 : 0))
        {
            throw Nondeterminism($"it ended after {_index} steps");
        }

        switch (outcome)
        {
            case RunOutcome.Cut when _known:
                Cuts++;
                break;
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

        bool isCutShort = outcome == RunOutcome.Found && !computer.FoundAtEnd;
        if (isCutShort)
        {
            // A finding ends the run for everybody: what others would have done is looked at in runs in which they go first.
            // In those its step sleeps like any other: to find the same again after independent steps says nothing new.
            TryOthers(_index - 1);
        }

        RaceWhatWaits(computer, isCutShort);
        if (_isKnownUnit)
        {
            EndKnownUnit();
            return outcome;
        }

        Backtrack();
        return outcome;
    }

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _index = 0;
        computer.ResumeFootprint(_kept == 0 || _isLoading);
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int agent;
        if (_isLoading)
        {
            agent = NextOfWay(enabled);
            if (agent < 0)
            {
                return IStrategy.Cut;
            }
        }
        else if (_index < _kept)
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
            _nodes.Push(_symmetric ? OneOfEach(enabled) : enabled, _events);
            EnsureRoom();
            _firstValue[_index] = _nextValue = _valueCount;
            agent = _nodes.FirstAwake(_index, current < 0 ? -1 : enabled[current].Agent);
            if (agent < 0 || (_visited is not null && IsKnownState(IsChoice(enabled))))
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
                Pends(enabled[i]);
                return i;
            }
        }

        throw Nondeterminism($"{_computer.Agents[agent].Name} cannot take step {_index + 1} now: it is {_computer.Describe(agent)}");
    }

    /// <summary>What is repeated must be what it was.</summary>
    private void Pends(Pending pending)
    {
        if (_index < _kept && !_isLoading && _pending[_index] != pending)
        {
            throw Nondeterminism($"step {_index + 1} was {_pending[_index].Operation} of {_computer.Memory.NameOf(_pending[_index].Object)} and now is "
                + $"{pending.Operation} of {_computer.Memory.NameOf(pending.Object)}");
        }

        if (_index >= _pending.Length)
        {
            Array.Resize(ref _pending, Math.Max(_index + 1, _pending.Length * 2));
        }

        _pending[_index] = pending;
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
            if (_isLoading)
            {
                _events.Push(agent, computer.Footprint.Items);
            }
            else if (_index == _kept)
            {
                computer.BeginFootprints();
            }

            return;
        }

        int previous = _events.LastOf(agent);
        _events.Push(agent, computer.Footprint.Items);
        _races.Detect(agent, previous, _events.AccessesOf(e), e);
        if (!Without.HasFlag(Dependence.Wakers))
        {
            _races.DetectWakers(e);
        }
    }

    private void Begin(Computer computer)
    {
        if (!computer.CanReduce)
        {
            throw new MachineException("a detector that sees the order of independent steps forbids partial-order reduction");
        }

        _computer = computer;
        int agents = computer.Agents.Count;
        _events = new EventStack(computer, Without);
        _nodes = new NodeStack(agents);
        _races = new Races(_events, _nodes, agents, Without);
        _symmetric = computer.Agents.Any(agent => agent.SymmetryClass >= 0);
        _ofEach = new Pending[agents];
        _visited = _prune ? new VisitedStates(agents, _maxBytes) : null;
        computer.KeepStates = _prune;
    }

    /// <summary>
    /// Who is kept from its next step at the end might have taken it before what keeps it. So might who is free to take it
    /// only since the step whose finding ended the run: it never will.
    /// </summary>
    private void RaceWhatWaits(Computer computer, bool isCutShort)
    {
        const Blocked WaitsForNobodysStep = Machine.Blocked.Finished | Machine.Blocked.Dead | Machine.Blocked.Asleep | Machine.Blocked.Message;
        for (int agent = 0; agent < computer.Agents.Count && !Without.HasFlag(Dependence.Waiters); agent++)
        {
            var blocked = computer.BlockedBy(agent);
            bool isFreeNow = blocked == Machine.Blocked.No;
            if ((isFreeNow && !(isCutShort && !_nodes.IsEnabled(_index - 1, agent))) || (blocked & WaitsForNobodysStep) != 0)
            {
                continue;
            }

            computer.NotePending(agent);
            var accesses = _events.Imagine(computer.Footprint.Items);
            if (_visited is not null && _events.Count > 0)
            {
                _visited.Summaries.Add(ref _nodes.Summary(_events.Count - 1), agent, accesses);
            }

            _races.Detect(agent, _events.LastOf(agent), accesses, _events.Count);
        }
    }

    private void Backtrack()
    {
        while (_events.Count > _base)
        {
            int e = _events.Count - 1;
            _nodes.Remember(e, _events.AccessesOf(e));
            _visited?.Summaries.Add(ref _nodes.Summary(e), _events.AgentOf(e), _events.AccessesOf(e));
            _events.Pop();
            while (_valueCount > _firstValue[e])
            {
                ref var value = ref _values[_valueCount - 1];
                if (value.Chosen + 1 < value.Count && !Without.HasFlag(Dependence.Values))
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

            if (_unit is not null && e == _base)
            {
                break;
            }

            Leave(e);
            _nodes.Pop();
        }

        IsFinished = true;
    }

    private void TryOthers(int node)
    {
        if (!Without.HasFlag(Dependence.Findings))
        {
            _nodes.TryAll(node);
        }
    }

    private void EnsureRoom()
    {
        if (_index >= _firstValue.Length)
        {
            Array.Resize(ref _firstValue, _firstValue.Length * 2);
        }
    }

    private static MachineException Nondeterminism(string how)
        => new($"the same choices gave another run: {how}; something outside the machine decides (state kept in a field, a clock, a random number)")
        {
            IsNondeterminism = true,
        };
}
