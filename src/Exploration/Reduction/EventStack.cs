using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The steps of the run under way, with what each touched and what it comes after: a vector clock per event (Mattern,
/// "Virtual time and global states of distributed systems", 1989), and for every object the chain of accesses to it. All of
/// it is a stack: going back to an earlier event takes off what came later.
/// </summary>
internal sealed class EventStack
{
    private const int ObjectShift = 3;

    private readonly Dependence _without;
    private readonly int _agents;
    private readonly int _offset;

    // Per object: its last access and its last write, as places in _accesses; -1 for none.
    private readonly int[] _head;
    private readonly int[] _lastWrite;

    // For merging the accesses of one event: the event that touched an object last, and where.
    private readonly int[] _stamp;
    private readonly int[] _stampPlace;
    private readonly int[] _lastOf;

    private Event[] _events = new Event[256];
    private int[] _clocks;
    private ObjectAccess[] _accesses = new ObjectAccess[4096];
    private int _accessCount;
    private int _serial;

    internal EventStack(Computer computer, Dependence without = Dependence.None)
    {
        _without = without;
        _agents = computer.Agents.Count;
        _offset = (2 * _agents) + 2;
        int objects = (computer.Memory.End.Value >> ObjectShift) + _offset + 1;
        _head = new int[objects];
        _lastWrite = new int[objects];
        _stamp = new int[objects];
        _stampPlace = new int[objects];
        _lastOf = new int[_agents];
        _clocks = new int[_events.Length * _agents];
        Array.Fill(_head, -1);
        Array.Fill(_lastWrite, -1);
        Array.Fill(_lastOf, -1);
    }

    internal int Count { get; private set; }

    internal int AgentOf(int e) => _events[e].Agent;

    /// <summary>The how-manieth step of its agent an event is, from 1.</summary>
    internal int OwnOf(int e) => _events[e].Own;

    /// <summary>The last event of an agent; -1 for none.</summary>
    internal int LastOf(int agent) => _lastOf[agent];

    internal ReadOnlySpan<int> ClockOf(int e) => _clocks.AsSpan(e * _agents, _agents);

    /// <summary>The accesses of an event.</summary>
    internal Span<ObjectAccess> AccessesOf(int e)
        => _accesses.AsSpan(_events[e].FirstAccess, (e + 1 < Count ? _events[e + 1].FirstAccess : _accessCount) - _events[e].FirstAccess);

    internal ref ObjectAccess Access(int place) => ref _accesses[place];

    /// <summary>Adds a step with its footprint; its clock is that of all it depends on.</summary>
    internal void Push(int agent, ReadOnlySpan<Access> footprint)
    {
        int e = Count;
        EnsureRoom(footprint.Length);
        int previous = _lastOf[agent];
        _events[e] = new Event
        {
            Agent = agent,
            Own = previous < 0 ? 1 : _events[previous].Own + 1,
            Previous = previous,
            FirstAccess = _accessCount,
        };
        Count++;
        _lastOf[agent] = e;
        Merge(e, footprint);
        var clock = _clocks.AsSpan(e * _agents, _agents);
        InitialClock(previous, clock);
        Order(_accesses.AsSpan(_events[e].FirstAccess, _accessCount - _events[e].FirstAccess), clock);
        clock[agent] = _events[e].Own;
        Link(_events[e].FirstAccess, _accessCount);
    }

    /// <summary>The accesses of a step that has not been taken; nothing is kept.</summary>
    internal Span<ObjectAccess> Imagine(ReadOnlySpan<Access> footprint)
    {
        EnsureRoom(footprint.Length);
        int first = _accessCount;
        Merge(Count, footprint);
        var accesses = _accesses.AsSpan(first, _accessCount - first);
        LinkOnly(accesses);
        _accessCount = first;
        return accesses;
    }

    /// <summary>Whether any of these accesses conflicts with one of the event that was pushed last; only before the next is.</summary>
    internal bool ConflictsWithLast(ReadOnlySpan<ObjectAccess> accesses)
    {
        foreach (ref readonly var access in accesses)
        {
            if (_stamp[access.Object] != _serial)
            {
                continue;
            }

            bool isWrite = _accesses[_stampPlace[access.Object]].IsWrite;
            if ((access.IsWrite || isWrite) && !_without.Omits(isWrite, access.IsWrite))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Links accesses that are not made to those that were.</summary>
    internal void LinkOnly(Span<ObjectAccess> accesses)
    {
        foreach (ref var access in accesses)
        {
            access.Before = _head[access.Object];
            access.WriteBefore = _lastWrite[access.Object];
        }
    }

    /// <summary>Takes off the last event.</summary>
    internal void Pop()
    {
        int e = --Count;
        ref var last = ref _events[e];
        for (int i = _accessCount - 1; i >= last.FirstAccess; i--)
        {
            ref var access = ref _accesses[i];
            _head[access.Object] = access.Before;
            _lastWrite[access.Object] = access.WriteBefore;
        }

        _accessCount = last.FirstAccess;
        _lastOf[last.Agent] = last.Previous;
    }

    private void InitialClock(int previous, Span<int> clock)
    {
        if (previous < 0)
        {
            clock.Clear();
        }
        else
        {
            ClockOf(previous).CopyTo(clock);
        }
    }

    /// <summary>One access an object; reading and writing it is writing.</summary>
    private void Merge(int e, ReadOnlySpan<Access> footprint)
    {
        _serial++;
        foreach (var access in footprint)
        {
            int number = (access.Object.Value >> ObjectShift) + _offset;
            if (_stamp[number] == _serial)
            {
                ref var known = ref _accesses[_stampPlace[number]];
                known.IsGive = access.IsWrite ? access.IsGive && (known.IsGive || !known.IsWrite) : known.IsGive;
                known.IsWrite |= access.IsWrite;
                known.IsTake |= access.IsTake;
                continue;
            }

            _stamp[number] = _serial;
            _stampPlace[number] = _accessCount;
            _accesses[_accessCount++] = new ObjectAccess
            {
                Object = number,
                Event = e,
                IsWrite = access.IsWrite,
                IsGive = access.IsGive,
                IsTake = access.IsTake,
            };
        }
    }

    /// <summary>Raises a clock to those of all events that the accesses depend on.</summary>
    private void Order(ReadOnlySpan<ObjectAccess> accesses, Span<int> clock)
    {
        foreach (var access in accesses)
        {
            int write = _lastWrite[access.Object];
            if (!access.IsWrite)
            {
                if (write >= 0 && !_without.Omits(earlierWrites: true, laterWrites: false))
                {
                    Join(_accesses[write].Event, clock);
                }

                continue;
            }

            for (int place = _head[access.Object]; place >= 0; place = _accesses[place].Before)
            {
                if (!_without.Omits(place == write, laterWrites: true))
                {
                    Join(_accesses[place].Event, clock);
                }

                if (place == write)
                {
                    break;
                }
            }
        }
    }

    private void Join(int e, Span<int> clock)
    {
        if (clock[_events[e].Agent] >= _events[e].Own)
        {
            return;
        }

        var other = ClockOf(e);
        for (int i = 0; i < clock.Length; i++)
        {
            clock[i] = Math.Max(clock[i], other[i]);
        }
    }

    private void Link(int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            ref var access = ref _accesses[i];
            access.Before = _head[access.Object];
            access.WriteBefore = _lastWrite[access.Object];
            _head[access.Object] = i;
            if (access.IsWrite)
            {
                _lastWrite[access.Object] = i;
            }
        }
    }

    private void EnsureRoom(int accesses)
    {
        if (Count == _events.Length)
        {
            Array.Resize(ref _events, Count * 2);
            Array.Resize(ref _clocks, Count * 2 * _agents);
        }

        if (_accessCount + accesses > _accesses.Length)
        {
            Array.Resize(ref _accesses, Math.Max(_accesses.Length * 2, _accessCount + accesses));
        }
    }

    private struct Event
    {
        internal int Agent;
        internal int Own;
        internal int Previous;
        internal int FirstAccess;
    }
}

/// <summary>An event's access to an object, linked to the access before it.</summary>
internal struct ObjectAccess
{
    internal int Object;
    internal int Event;

    /// <summary>The access to the same object before this one; -1 for none.</summary>
    internal int Before;

    /// <summary>The last write of the object before this one; -1 for none.</summary>
    internal int WriteBefore;

    internal bool IsWrite;

    /// <summary>Whether it let go of what others may be waiting for.</summary>
    internal bool IsGive;

    /// <summary>Whether the step could only be taken because the object was free.</summary>
    internal bool IsTake;
}
