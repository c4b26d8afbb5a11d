using System.Numerics;
using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// The last accesses of each agent to each word, and for each of them the set of agents and synchronisation objects that
/// come after it. An agent that is not in the set is not ordered with the access.
/// </summary>
internal sealed class DataRaceHistory
{
    private const int None = -1;
    private const int BitsPerWord = 64;

    private readonly DataRaceMembers _members;
    private Record[] _records = new Record[64];
    private ulong[] _sets = new ulong[64];
    private ulong[] _trigger = new ulong[1];
    private ulong[] _added = new ulong[1];
    private int[] _heads = [];
    private int _stride = 1;
    private int _count;

    internal DataRaceHistory(DataRaceMembers members) => _members = members;

    /// <summary>Forgets everything: a new run begins.</summary>
    internal void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            _heads[_records[i].Word] = None;
        }

        _count = 0;
    }

    /// <summary>Begins a rule: whatever one of the members given to <see cref="If"/> comes after, all given to <see cref="Then"/> do.</summary>
    internal void BeginRule()
    {
        Widen();
        Array.Clear(_trigger);
        Array.Clear(_added);
    }

    internal void If(int bit) => _trigger[bit / BitsPerWord] |= 1UL << (bit % BitsPerWord);

    internal void Then(int bit) => _added[bit / BitsPerWord] |= 1UL << (bit % BitsPerWord);

    /// <summary>Applies the rule to every access remembered.</summary>
    internal void Apply()
    {
        for (int i = 0; i < _count; i++)
        {
            var set = _sets.AsSpan(i * _stride, _stride);
            for (int w = 0; w < set.Length; w++)
            {
                if ((set[w] & _trigger[w]) != 0)
                {
                    Add(set);
                    break;
                }
            }
        }
    }

    /// <summary>
    /// Of the accesses that race with one of <paramref name="agent"/> that is about to be made, the next after
    /// <paramref name="previous"/> (-1 at first) in the order of agents and lines; -1 if there is none left.
    /// </summary>
    internal int NextRace(int previous, int agent, int word, byte mask, in SharedAccess access)
    {
        int best = None;
        for (int i = HeadOf(word); i != None; i = _records[i].Next)
        {
            ref var record = ref _records[i];
            bool conflicts = record.Agent != agent && (record.Mask & mask) != 0 && (record.IsWrite || access.IsWrite) && !(record.IsMarked && access.IsMarked);
            if (conflicts && !Has(i, agent) && (previous == None || KeyOf(i) > KeyOf(previous)) && (best == None || KeyOf(i) < KeyOf(best)))
            {
                best = i;
            }
        }

        return best;
    }

    internal ref readonly Record this[int index] => ref _records[index];

    /// <summary>
    /// Remembers an access, whose set is what the rule in force adds. An earlier one of the same agent and kind is
    /// replaced: all that comes after this one comes after that one.
    /// </summary>
    internal void Remember(int agent, int word, byte mask, in SharedAccess access)
    {
        int at = HeadOf(word);
        while (at != None && !_records[at].IsReplacedBy(agent, mask, access))
        {
            at = _records[at].Next;
        }

        if (at == None)
        {
            at = New(word);
        }

        ref var record = ref _records[at];
        record.Agent = agent;
        record.Mask = mask;
        record.IsWrite = access.IsWrite;
        record.IsMarked = access.IsMarked;
        record.Line = access.Line;
        var set = _sets.AsSpan(at * _stride, _stride);
        set.Clear();
        Add(set);
    }

    /// <summary>
    /// What is remembered, as a hash: accesses that every agent still running comes after can never race again and are
    /// left out.
    /// </summary>
    internal ulong Digest(Computer computer)
    {
        ulong sum = 0;
        for (int i = 0; i < _count; i++)
        {
            if (MayRace(i, computer))
            {
                ref var record = ref _records[i];
                ulong what = ((ulong)(uint)record.Word << 32) | ((ulong)record.Mask << 24) | ((ulong)(uint)record.Agent << 2)
                    | (record.IsWrite ? 2UL : 0) | (record.IsMarked ? 1UL : 0);
                sum += Hashing.Fold(Hashing.Fold(Hashing.Scramble(what), (ulong)(uint)record.Line), SetHash(i, computer));
            }
        }

        return sum;
    }

    private static bool IsRunning(Computer computer, int agent) => (computer.BlockedBy(agent) & (Blocked.Finished | Blocked.Dead)) == 0;

    private long KeyOf(int i) => ((long)_records[i].Agent << 40) | ((long)_records[i].Line << 3) | (_records[i].IsWrite ? 4L : 0) | (_records[i].IsMarked ? 2L : 0);

    private bool MayRace(int i, Computer computer)
    {
        for (int agent = 0; agent < computer.Agents.Count; agent++)
        {
            if (!Has(i, agent) && IsRunning(computer, agent))
            {
                return true;
            }
        }

        return false;
    }

    private ulong SetHash(int i, Computer computer)
    {
        ulong sum = 0;
        for (int w = 0; w < _stride; w++)
        {
            for (ulong left = _sets[(i * _stride) + w]; left != 0; left &= left - 1)
            {
                int bit = (w * BitsPerWord) + BitOperations.TrailingZeroCount(left);
                if (bit >= computer.Agents.Count || IsRunning(computer, bit))
                {
                    sum += _members.NameOf(bit);
                }
            }
        }

        return sum;
    }

    private bool Has(int i, int bit) => (_sets[(i * _stride) + (bit / BitsPerWord)] >> (bit % BitsPerWord) & 1) != 0;

    private void Add(Span<ulong> set)
    {
        for (int w = 0; w < set.Length; w++)
        {
            set[w] |= _added[w];
        }
    }

    private int HeadOf(int word)
    {
        if (word >= _heads.Length)
        {
            int length = _heads.Length;
            Array.Resize(ref _heads, Math.Max(word + 1, length * 2));
            _heads.AsSpan(length).Fill(None);
        }

        return _heads[word];
    }

    private int New(int word)
    {
        if (_count == _records.Length)
        {
            Array.Resize(ref _records, _count * 2);
            Array.Resize(ref _sets, _count * 2 * _stride);
        }

        _records[_count] = new Record { Word = word, Next = _heads[word] };
        _heads[word] = _count;
        return _count++;
    }

    private void Widen()
    {
        int words = _members.Words;
        if (words <= _stride)
        {
            return;
        }

        var sets = new ulong[_records.Length * words];
        for (int i = 0; i < _count; i++)
        {
            _sets.AsSpan(i * _stride, _stride).CopyTo(sets.AsSpan(i * words));
        }

        _sets = sets;
        _trigger = new ulong[words];
        _added = new ulong[words];
        _stride = words;
    }

    /// <summary>One access.</summary>
    internal struct Record
    {
        internal int Word;
        internal int Next;
        internal int Agent;
        internal int Line;
        internal byte Mask;
        internal bool IsWrite;
        internal bool IsMarked;

        internal readonly bool IsReplacedBy(int agent, byte mask, in SharedAccess access)
            => Agent == agent && IsWrite == access.IsWrite && IsMarked == access.IsMarked && (Mask & ~mask) == 0;
    }
}
