using System.Numerics;

namespace Smp.Exploration;

/// <summary>
/// Finds the reversible races of a step and puts into the backtrack set before the earlier step of each an agent that
/// begins a run in which they come the other way round: source-DPOR (Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic
/// partial order reduction", POPL 2014, algorithm 1).
/// </summary>
/// <remarks>
/// <para>The paper assumes that no step disables another agent's. Here locks, CPUs and interrupt flags do, so two things are
/// added. A pair is reversible only if some agent that may begin the other order was enabled before the earlier step; if
/// none was, the earlier step only gave what the later one takes, and the pairs behind it are looked at: take against take
/// (the paper hides these behind the pair it drops). And an agent that is still kept from its step when the run ends is
/// treated as if it took it there, as in the algorithm of Flanagan and Godefroid (POPL 2005), which looks at the next
/// step of every process.</para>
/// <para>Initials: the agents whose first step among those between the two that do not come after the earlier one comes
/// after none of these. The agent of the later step counts only if there are none: without the earlier step its own step
/// may touch other things than it did, and depend on any of them.</para>
/// </remarks>
internal sealed class Races
{
    private readonly EventStack _events;
    private readonly NodeStack _nodes;
    private readonly int[] _hidden;
    private readonly int[] _first;
    private readonly ulong[] _initials;
    private readonly int[] _nothing;
    private readonly ObjectAccess[] _one = new ObjectAccess[1];
    private readonly Dependence _without;
    private int[] _cursors = new int[64];

    // Who touches what in the summary at hand, by object.
    private (int Serial, int Last)[] _noted = new (int, int)[1024];
    private (int Agent, bool IsWrite, int Before)[] _notes = new (int, bool, int)[256];
    private int _noteCount;
    private int _firstNote;
    private int _serial;

    internal Races(EventStack events, NodeStack nodes, int agents, Dependence without = Dependence.None)
    {
        _without = without;
        _events = events;
        _nodes = nodes;
        _hidden = new int[agents];
        _nothing = new int[agents];
        _first = new int[agents];
        _initials = new ulong[nodes.Words];
    }

    /// <summary>A step with these accesses, of an agent whose step before it is event <paramref name="previous"/>.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="previous">Its step before; -1 for none.</param>
    /// <param name="accesses">What the step touches, each access linked to the one before it.</param>
    /// <param name="end">The events before this one are those that the step comes after or races with.</param>
    /// <param name="isExact">Whether the step comes next; if not, steps that are not known may come before it.</param>
    internal void Detect(int agent, int previous, ReadOnlySpan<ObjectAccess> accesses, int end, bool isExact = true)
    {
        if (previous < 0)
        {
            Array.Clear(_hidden);
        }
        else
        {
            _events.ClockOf(previous).CopyTo(_hidden);
        }

        if (_cursors.Length < accesses.Length)
        {
            _cursors = new int[accesses.Length * 2];
        }

        for (int i = 0; i < accesses.Length; i++)
        {
            _cursors[i] = accesses[i].Before;
        }

        while (true)
        {
            int latest = -1;
            for (int i = 0; i < accesses.Length; i++)
            {
                _cursors[i] = NextConflict(agent, accesses[i], _cursors[i], _hidden);
                if (_cursors[i] >= 0)
                {
                    latest = Math.Max(latest, _events.Access(_cursors[i]).Event);
                }
            }

            if (latest < 0)
            {
                return;
            }

            if (TryReverse(latest, agent, end, isExact))
            {
                // Whatever comes before it is reversed in the runs in which it comes later.
                var other = _events.ClockOf(latest);
                for (int i = 0; i < _hidden.Length; i++)
                {
                    _hidden[i] = Math.Max(_hidden[i], other[i]);
                }

                continue;
            }

            for (int i = 0; i < accesses.Length; i++)
            {
                if (_cursors[i] >= 0 && _events.Access(_cursors[i]).Event == latest)
                {
                    _cursors[i] = _events.Access(_cursors[i]).Before;
                }
            }
        }
    }

    /// <summary>
    /// The step would have woken an agent that another step, which does not come before it, woke: it may come first. With
    /// steps that always touch the same objects the sleeper's own step shows that; here it may touch others once woken.
    /// </summary>
    internal void DetectWakers(int e)
    {
        int agent = _events.AgentOf(e);
        for (int i = 0; i < _nodes.WokenCount; i++)
        {
            var accesses = _nodes.WokenAt(i, out int sleeper, out int by);
            if (sleeper != agent && _events.ClockOf(e)[_events.AgentOf(by)] < _events.OwnOf(by) && _events.ConflictsWithLast(accesses))
            {
                TryReverse(by, agent, e, isExact: true);
            }
        }
    }

    /// <summary>
    /// A run is cut at a state that is known: what followed there races with the steps of this run (Yang, Chen,
    /// Gopalakrishnan, Kirby, "Efficient stateful dynamic partial order reduction", SPIN 2008).
    /// </summary>
    internal void DetectAll(Summaries summaries, ReadOnlySpan<ulong> summary)
    {
        Span<ObjectAccess> one = _one;
        _serial++;
        for (int i = 0; i < summary.Length; i++)
        {
            for (ulong word = summary[i]; word != 0; word &= word - 1)
            {
                (int agent, one[0]) = summaries.MemberAt((i * 64) + BitOperations.TrailingZeroCount(word));
                Note(agent, one[0]);
                _events.LinkOnly(one);
                int previous = _events.LastOf(agent);
                if (NextConflict(agent, one[0], one[0].Before, previous < 0 ? _nothing : _events.ClockOf(previous)) >= 0)
                {
                    // Each access for itself: which steps they belong to, and in which order these came, is not kept.
                    Detect(agent, previous, one, _events.Count, isExact: false);
                }
            }
        }

        for (int i = 0; i < _nodes.WokenCount; i++)
        {
            var accesses = _nodes.WokenAt(i, out int sleeper, out int by);
            DetectWakers(accesses, sleeper, by);
        }
    }

    /// <summary>Who in the summary would have woken a sleeper.</summary>
    private void DetectWakers(ReadOnlySpan<ObjectAccess> accesses, int sleeper, int by)
    {
        foreach (ref readonly var access in accesses)
        {
            if (access.Object >= _noted.Length || _noted[access.Object].Serial != _serial)
            {
                continue;
            }

            for (int place = _noted[access.Object].Last; place >= 0; place = _notes[place].Before)
            {
                var note = _notes[place];
                if (note.Agent != sleeper && (access.IsWrite || note.IsWrite))
                {
                    TryReverse(by, note.Agent, _events.Count, isExact: false);
                }
            }
        }
    }

    private void Note(int agent, in ObjectAccess access)
    {
        if (access.Object >= _noted.Length)
        {
            Array.Resize(ref _noted, Math.Max(access.Object + 1, _noted.Length * 2));
        }

        ref var last = ref _noted[access.Object];
        if (last.Serial != _serial)
        {
            last = (_serial, -1);
        }

        if (_firstNote != _serial)
        {
            _firstNote = _serial;
            _noteCount = 0;
        }

        if (_noteCount == _notes.Length)
        {
            Array.Resize(ref _notes, _noteCount * 2);
        }

        _notes[_noteCount] = (agent, access.IsWrite, last.Last);
        last.Last = _noteCount++;
    }

    /// <summary>The next access in a chain that is another agent's, conflicts, and does not come before what is known already.</summary>
    private int NextConflict(int agent, in ObjectAccess own, int place, ReadOnlySpan<int> hidden)
    {
        while (place >= 0)
        {
            ref var access = ref _events.Access(place);
            int other = _events.AgentOf(access.Event);
            if (other != agent && _events.OwnOf(access.Event) <= hidden[other])
            {
                if (access.IsWrite)
                {
                    return -1;
                }
            }
            else if (other != agent && (own.IsWrite || access.IsWrite) && !(access.IsGive && own.IsTake)
                && !_without.Omits(access.IsWrite, own.IsWrite))
            {
                return place;
            }

            place = own.IsWrite || access.IsWrite ? access.Before : access.WriteBefore;
        }

        return -1;
    }

    private bool TryReverse(int e, int agent, int end, bool isExact)
    {
        bool isKnown = Initials(e, agent, end);
        var enabled = _nodes.Enabled(e);
        bool any = false;
        for (int i = 0; i < _initials.Length; i++)
        {
            _initials[i] &= enabled[i];
            any |= _initials[i] != 0;
        }

        if (!any)
        {
            if (!isExact)
            {
                // Whoever makes way for it may be among the steps that are not known: as Flanagan and Godefroid, all are tried.
                _nodes.TryAll(e);
            }

            return false;
        }

        var backtrack = _nodes.Backtrack(e);
        if (!isExact && !isKnown && NodeStack.Has(_nodes.Asleep(e), agent) && !NodeStack.Has(backtrack, agent))
        {
            // That its next step has been explored earlier covers only runs that begin with it, and steps that are not known
            // may have to come before that step; had it been taken here, they would have raced with it.
            _nodes.TryAll(e);
            return true;
        }

        if (NodeStack.Intersect(_initials, backtrack) || NodeStack.Intersect(_initials, _nodes.Asleep(e)))
        {
            return true;
        }

        _nodes.Try(e, _initials, NodeStack.Has(_initials, agent) ? agent : Lowest(_initials));
        return true;
    }

    /// <summary>Whether they follow from steps that were taken; if not, the agent itself is the only one.</summary>
    private bool Initials(int e, int agent, int end)
    {
        Array.Clear(_first);
        Array.Clear(_initials);
        int by = _events.AgentOf(e);
        int own = _events.OwnOf(e);
        bool any = false;
        for (int j = e + 1; j < end; j++)
        {
            var other = _events.ClockOf(j);
            if (other[by] >= own)
            {
                continue;
            }

            int a = _events.AgentOf(j);
            if (_first[a] == 0)
            {
                if (!ComesAfterAny(other))
                {
                    NodeStack.Add(_initials, a);
                }

                _first[a] = _events.OwnOf(j);
                any = true;
            }
        }

        if (!any)
        {
            NodeStack.Add(_initials, agent);
        }

        return any;
    }

    private bool ComesAfterAny(ReadOnlySpan<int> clock)
    {
        for (int i = 0; i < _first.Length; i++)
        {
            if (_first[i] != 0 && clock[i] >= _first[i])
            {
                return true;
            }
        }

        return false;
    }

    private static int Lowest(ulong[] set)
    {
        int word = 0;
        while (set[word] == 0)
        {
            word++;
        }

        return (word * 64) + BitOperations.TrailingZeroCount(set[word]);
    }
}
