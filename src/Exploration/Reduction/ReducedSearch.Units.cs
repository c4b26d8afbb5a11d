using Smp.Machine;

namespace Smp.Exploration;

/// <summary>The search of a part of the tree: it begins at a state that others have left, and leaves what it does not finish.</summary>
public sealed partial class ReducedSearch
{
    private readonly List<WorkNode> _way = [];

    // The depth of the state where this search begins; the runs lead there by steps that it does not change.
    private int _base;
    private WorkNode? _unit;
    private bool _isKnownUnit;

    // In the first run of a unit, up to its state: footprints of the way are learned, races between its steps are known.
    private bool _isLoading;

    /// <summary>What is known of states; null without pruning.</summary>
    internal VisitedStates? Visited => _visited;

    /// <summary>The next run begins a unit of work.</summary>
    internal void BeginUnit(Computer computer, WorkNode unit, VisitedStates? shared, bool isKnown)
    {
        if (_computer is null)
        {
            Begin(computer);
        }

        while (_events.Count > 0)
        {
            _events.Pop();
        }

        while (_nodes.Count > 0)
        {
            _nodes.Pop();
        }

        _unit = unit;
        _isKnownUnit = isKnown;
        _isLoading = true;
        _base = _kept = unit.Depth;
        _branches = !isKnown;
        _nodes.OthersNodes = _base;
        _nodes.Requests.Clear();
        _onLaps.Clear();
        _visited = _prune ? new VisitedStates(computer.Agents.Count, _maxBytes, shared) : null;
        IsFinished = false;
        Schedules = Complete = Blocked = Cuts = TooLong = Steps = 0;
        FindWay(unit);
    }

    /// <summary>What came of the unit, or of the search from the beginning, so far; what is left of it is left to others.</summary>
    internal void EndUnit(UnitResult result)
    {
        result.IsKnown = _isKnownUnit;
        result.Visited = _visited;
        result.Requests.AddRange(_nodes.Requests);
        int top = IsFinished ? _base : _kept;
        for (int node = _base; node <= top; node++)
        {
            result.Way.Add(ChangeOf(node, top));
        }

        // The head of a lap may itself have been left on a lap: what is above an entry has to be known before it is.
        int head = int.MaxValue;
        for (int i = _onLaps.Count - 1; i >= 0; i--)
        {
            head = Math.Min(head, _onLaps[i].Head);
            result.Way[Math.Max(0, head - _base)].OnLaps.Add(_onLaps[i].Key);
        }
    }

    private void FindWay(WorkNode unit)
    {
        _way.Clear();
        for (var node = unit; node is not null; node = node.Parent)
        {
            _way.Add(node);
        }

        _way.Reverse();
        _valueCount = 0;
        for (int i = 0; i < _way.Count; i++)
        {
            _index = i;
            EnsureRoom();
            _firstValue[i] = _valueCount;
            foreach (var value in i < _base ? _way[i + 1].ByValues : unit.Values)
            {
                AddValue(value);
            }

            if (_way[i].Key is { } key)
            {
                _visited?.Pass(key);
            }
        }
    }

    private void AddValue((int Count, int Chosen) value)
    {
        if (_valueCount == _values.Length)
        {
            Array.Resize(ref _values, _valueCount * 2);
        }

        _values[_valueCount++] = value;
    }

    /// <summary>The next agent on the way to the unit's state; there, the one with whom the unit begins.</summary>
    private int NextOfWay(ReadOnlySpan<Pending> enabled)
    {
        int node = _index;
        var known = _way[node];
        var next = node < _base ? _way[node + 1] : null;
        _nodes.Push(_symmetric ? OneOfEach(enabled) : enabled, _events);
        _nodes.Restore(node, known, next is null ? known.Tried.Count : known.TriedBefore(next.By));
        _nextValue = _firstValue[node];
        IsChoice(enabled);
        if (_visited is not null)
        {
            Array.Clear(_nodes.Summary(node) ??= new ulong[8]);
            _nodes.Key(node) = known.Key;
        }

        if (next is not null)
        {
            return _nodes.Chosen(node) = next.By;
        }

        _isLoading = false;
        if (!_nodes.Asleep(node).SequenceEqual(known.Asleep))
        {
            throw Nondeterminism("others sleep");
        }

        if (_isKnownUnit)
        {
            _known = true;
            var summary = _visited!.Summaries[_visited.Find(known.Key!.Value)!.Value];
            Summaries.Add(ref _nodes.Summary(node), summary);
            _races.DetectAll(_visited.Summaries, summary);
            return IStrategy.Cut;
        }

        _nodes.Resume(node, known.Chosen >= 0 ? known.Chosen : _nodes.NextToTry(node), known.Footprint);
        return _nodes.Chosen(node);
    }

    private void EndKnownUnit()
    {
        IsFinished = true;
        if (_base > 0)
        {
            // Who waits there has been noted with the step before.
            Summaries.Add(ref _nodes.Summary(_base), _nodes.Summary(_base - 1));
        }
    }

    private UnitResult.NodeChange ChangeOf(int node, int top)
    {
        if (node < top)
        {
            _visited?.Summaries.Add(ref _nodes.Summary(node), _events.AgentOf(node), _events.AccessesOf(node));
        }

        var change = new UnitResult.NodeChange
        {
            By = node > _base ? _nodes.Chosen(node - 1) : -1,
            ByValues = node > _base ? ValuesOf(node - 1) : [],
            Enabled = _nodes.Enabled(node).ToArray(),
            Backtrack = _nodes.Backtrack(node).ToArray(),
            Asleep = _nodes.Asleep(node).ToArray(),
            Tried = _nodes.TriedAfter(node, node == _base && _unit is not null ? _unit.Tried.Count : 0),
            Key = _visited is null ? null : _nodes.Key(node),
            Summary = _visited is null ? [] : _nodes.Summary(node)[..],
            LoopsTo = _nodes.LoopsTo(node),
        };
        if (node == top)
        {
            if (!IsFinished)
            {
                change.Chosen = _nodes.Chosen(node);
                change.Footprint = _nodes.Remembered(node, default);
                change.Values = ValuesOf(node);
            }

            return change;
        }

        int agent = _nodes.Chosen(node);
        int[] footprint = _nodes.Remembered(node, _events.AccessesOf(node));
        if (Following(ValuesOf(node)) is { } values)
        {
            change.Chosen = agent;
            change.Footprint = footprint;
            change.Values = values;
        }
        else
        {
            change.Tried.Add(new TriedAgent(agent, footprint));
            NodeStack.Add(change.Asleep, agent);
        }

        return change;
    }

    private (int Count, int Chosen)[] ValuesOf(int node)
        => _values[_firstValue[node]..(node + 1 < _nodes.Count ? _firstValue[node + 1] : _valueCount)];

    /// <summary>The data choices after these, depth first; null if these are the last.</summary>
    private static (int Count, int Chosen)[]? Following((int Count, int Chosen)[] values)
    {
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].Chosen + 1 < values[i].Count)
            {
                return [.. values[..i], (values[i].Count, values[i].Chosen + 1)];
            }
        }

        return null;
    }
}
