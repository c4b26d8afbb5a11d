using System.Numerics;
using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// The last accesses of each agent to each word, and for each of them the set of agents and synchronisation objects that
/// come after it. An agent that is not in the set is not ordered with the access.
/// </summary>
/// <remarks>
/// A set is a column of bits through several arrays, one for each word of it, so that a rule goes through all accesses as
/// many at a time as the processor's registers hold.
/// </remarks>
internal sealed class DataRaceHistory
{
    /// <summary>No access.</summary>
    internal const int None = -1;

    private const int BitsPerWord = 64;

    private readonly DataRaceMembers _members;
    private Record[] _records = new Record[64];
    private ulong[][] _sets = [new ulong[64]];
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
        // The arrays are longer than what is remembered, by whole registers: what stands behind it is nobody's.
        for (int i = 0; i < _count; i += Vector<ulong>.Count)
        {
            var isMet = Vector<ulong>.Zero;
            for (int w = 0; w < _stride; w++)
            {
                if (_trigger[w] != 0)
                {
                    isMet |= new Vector<ulong>(_sets[w], i) & new Vector<ulong>(_trigger[w]);
                }
            }

            var unmet = Vector.Equals(isMet, Vector<ulong>.Zero);
            if (unmet == Vector<ulong>.AllBitsSet)
            {
                continue;
            }

            for (int w = 0; w < _stride; w++)
            {
                if (_added[w] != 0)
                {
                    var set = new Vector<ulong>(_sets[w], i);
                    (set | Vector.AndNot(new Vector<ulong>(_added[w]), unmet)).CopyTo(_sets[w], i);
                }
            }
        }
    }

    /// <summary>The access to a word that was remembered last; <see cref="None"/> if there is none. The others follow it.</summary>
    internal int FirstOf(int word) => HeadOf(word);

    /// <summary>Whether an access races with one of <paramref name="agent"/> that is about to be made to the same word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Races(int i, int agent, byte mask, in SharedAccess access)
    {
        ref var record = ref _records[i];
        return record.Agent != agent && (record.Mask & mask) != 0 && (record.IsWrite || access.IsWrite)
            && !(record.IsMarked && access.IsMarked) && !Has(i, agent);
    }

    /// <summary>The order in which races of one access are met: by agent, then by line.</summary>
    internal long KeyOf(int i)
        => ((long)_records[i].Agent << 40) | ((long)_records[i].Line << 3) | (_records[i].IsWrite ? 4L : 0) | (_records[i].IsMarked ? 2L : 0);

    internal ref readonly Record this[int index] => ref _records[index];

    /// <summary>
    /// Remembers an access, whose set is what the rule in force adds. An earlier one of the same agent and kind is
    /// replaced: all that comes after this one comes after that one.
    /// </summary>
    /// <param name="at">The access that is replaced (<see cref="Record.IsReplacedBy"/>); <see cref="None"/> for none.</param>
    /// <param name="agent">Whose access it is.</param>
    /// <param name="word">The word.</param>
    /// <param name="mask">Its bytes.</param>
    /// <param name="access">The access.</param>
    internal void Remember(int at, int agent, int word, byte mask, in SharedAccess access)
    {
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
        for (int w = 0; w < _stride; w++)
        {
            _sets[w][at] = _added[w];
        }
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
            for (ulong left = _sets[w][i]; left != 0; left &= left - 1)
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

    private bool Has(int i, int bit) => (_sets[bit / BitsPerWord][i] >> (bit % BitsPerWord) & 1) != 0;

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
            foreach (ref ulong[] sets in _sets.AsSpan())
            {
                Array.Resize(ref sets, _count * 2);
            }
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

        int before = _sets.Length;
        Array.Resize(ref _sets, words);
        for (int w = before; w < words; w++)
        {
            _sets[w] = new ulong[_records.Length];
        }

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
