using Smp.Machine;

namespace Smp.Exploration;

/// <summary>States whose continuations are known: where the search looks for them, and what it keeps of them.</summary>
public sealed partial class ReducedSearch
{
    /// <summary>
    /// Where one agent goes on alone and its step chooses nothing, one state leads to the next: the next choice is soon enough
    /// to look. Now and then it is looked all the same, for who goes round alone for ever.
    /// </summary>
    private bool IsChoice(ReadOnlySpan<Pending> enabled)
    {
        if (_index >= _alone.Length)
        {
            Array.Resize(ref _alone, Math.Max(_index + 1, _alone.Length * 2));
        }

        bool isChoice = enabled.Length > 1 || enabled[0].Operation is Operation.PageFault or Operation.Allocate;
        _alone[_index] = isChoice || _index == 0 ? 0 : _alone[_index - 1] + 1;
        return _alone[_index] % LooksAlone == 0;
    }

    /// <summary>
    /// Whether all that follows the state just reached is known. If it is, what is known to follow races with the steps of
    /// this run as if it had been run.
    /// </summary>
    private bool IsKnownState(bool isChoice)
    {
        int node = _index;
        if (!isChoice)
        {
            Array.Clear(_nodes.Summary(node) ??= new ulong[8]);
            return false;
        }

        var asleep = _nodes.Asleep(node);
        var state = _computer.StateIdentity();
        var key = Without.HasFlag(Dependence.Sleepers) ? state : VisitedStates.KeyOf(state, asleep);
        int? known = _visited!.Find(key) ?? (key == state ? null : _visited.Find(state));
        if (known is null)
        {
            Array.Clear(_nodes.Summary(node) ??= new ulong[8]);
            _nodes.Key(node) = _visited.Enter(key) ? key : null;
            return false;
        }

        if (known == VisitedStates.OnALap)
        {
            Array.Clear(_nodes.Summary(node) ??= new ulong[8]);
            return false;
        }

        _known = true;
        if (known == VisitedStates.OnTheWay)
        {
            Loop(key == state || _visited.Find(key) is null ? state : key);
            return true;
        }

        var summary = _visited.Summaries[known.Value];
        Summaries.Add(ref _nodes.Summary(node - 1), summary);
        if (!Without.HasFlag(Dependence.Summaries))
        {
            _races.DetectAll(_visited.Summaries, summary);
        }

        return true;
    }

    /// <summary>
    /// The run has come back to a state on its way. What can follow is what follows there; so that no order of the lap's
    /// steps and others is lost, everybody is tried everywhere on the lap, and nothing on it counts as known before its head is.
    /// </summary>
    private void Loop(Identity key)
    {
        if (Without.HasFlag(Dependence.Laps))
        {
            return;
        }

        int head = _index - 1;
        while (_nodes.Key(head) != key)
        {
            head--;
        }

        for (int node = head; node < _index; node++)
        {
            _nodes.TryAll(node);
            _nodes.LoopsTo(node) = Math.Min(_nodes.LoopsTo(node), head);
        }
    }

    /// <summary>All that follows a node has been explored.</summary>
    private void Leave(int node)
    {
        if (_visited is null)
        {
            return;
        }

        ref var summary = ref _nodes.Summary(node);
        int head = _nodes.LoopsTo(node);
        if (node > 0)
        {
            Summaries.Add(ref _nodes.Summary(node - 1), summary);
            if (head < node)
            {
                _nodes.LoopsTo(node - 1) = Math.Min(_nodes.LoopsTo(node - 1), head);
            }
        }

        if (_nodes.Key(node) is { } key)
        {
            _onLaps.Add((head, key));
            if (head < node)
            {
                _visited.Leave(key, VisitedStates.OnALap);
            }
        }

        if (head < node)
        {
            return;
        }

        // Nothing below comes back to before this state: it and all that was left on laps below it are known now.
        int number = _visited.Summaries.NumberOf(summary);
        while (_onLaps.Count > 0 && _onLaps[^1].Head >= node)
        {
            _visited.Leave(_onLaps[^1].Key, number);
            _onLaps.RemoveAt(_onLaps.Count - 1);
        }
    }
}
