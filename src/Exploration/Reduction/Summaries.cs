using System.Runtime.InteropServices;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// What was touched, and by whom, in everything that follows a state: a set of (agent, object, kind of access). Equal sets
/// are kept once, and known by a number. With <c>shared</c>, which nobody changes meanwhile, its members and sets have the
/// numbers they have there, and what is new those after them.
/// </summary>
internal sealed class Summaries(int agents, Summaries? shared = null)
{
    private readonly Dictionary<long, int> _bits = [];
    private readonly List<Member> _members = [];
    private readonly Dictionary<Identity, int> _index = [];
    private readonly List<ulong[]> _sets = [];

    private readonly int _firstBit = shared?._members.Count ?? 0;
    private readonly int _firstSet = shared?._sets.Count ?? 0;

    /// <summary>Bytes that the sets take, about.</summary>
    internal long Bytes { get; private set; }

    internal ReadOnlySpan<ulong> this[int set] => set < _firstSet ? shared!._sets[set] : _sets[set - _firstSet];

    /// <summary>Adds the accesses of one agent to a set under construction.</summary>
    internal void Add(ref ulong[] set, int agent, ReadOnlySpan<ObjectAccess> accesses)
    {
        foreach (ref readonly var access in accesses)
        {
            var member = new Member(agent, access.Object, access.IsWrite, access.IsTake);
            int bit = BitOf(member, KeyOf(member));
            if (bit >> 6 >= set.Length)
            {
                Array.Resize(ref set, Math.Max(set.Length * 2, (bit >> 6) + 1));
            }

            set[bit >> 6] |= 1UL << bit;
        }
    }

    /// <summary>Adds one set to another.</summary>
    internal static void Add(ref ulong[] set, ReadOnlySpan<ulong> other)
    {
        if (other.Length > set.Length)
        {
            Array.Resize(ref set, other.Length);
        }

        for (int i = 0; i < other.Length; i++)
        {
            set[i] |= other[i];
        }
    }

    /// <summary>The number of a set; it is copied if it is new.</summary>
    internal int NumberOf(ReadOnlySpan<ulong> set)
    {
        int length = set.Length;
        while (length > 0 && set[length - 1] == 0)
        {
            length--;
        }

        set = set[..length];
        ulong high = (ulong)length;
        ulong low = 0;
        foreach (ulong word in set)
        {
            high = Hashing.Fold(high, word);
            low = Hashing.Fold2(low, word);
        }

        var identity = new Identity(high, low);
        if (shared is not null && shared._index.TryGetValue(identity, out int old))
        {
            return old;
        }

        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, identity, out bool known);
        if (!known)
        {
            number = _firstSet + _sets.Count;
            _sets.Add(set.ToArray());
            Bytes += (length * sizeof(ulong)) + 96;
        }

        return number;
    }

    /// <summary>A member of a set.</summary>
    internal (int Agent, ObjectAccess Access) MemberAt(int bit)
    {
        var member = MemberOf(bit);
        return (member.Agent, new ObjectAccess { Object = member.Object, IsWrite = member.IsWrite, IsTake = member.IsTake });
    }

    /// <summary>
    /// Takes in what was added to <paramref name="other"/>, which shares this one's members and sets; afterwards numbers
    /// and sets made there can be translated.
    /// </summary>
    internal Translation Absorb(Summaries other)
    {
        var bits = new int[other._members.Count];
        for (int i = 0; i < bits.Length; i++)
        {
            var member = other._members[i];
            bits[i] = BitOf(member, KeyOf(member));
        }

        var translation = new Translation(this, other._firstBit, other._firstSet, bits, new int[other._sets.Count]);
        for (int i = 0; i < other._sets.Count; i++)
        {
            translation.Sets[i] = NumberOf(translation.Of(other._sets[i]));
        }

        return translation;
    }

    /// <summary>Writes down what was added after the first <paramref name="members"/> and <paramref name="sets"/>, and how many there are now.</summary>
    internal (int Members, int Sets) Write(BinaryWriter to, int members, int sets)
    {
        to.Write(_members.Count - members);
        foreach (var member in _members.Skip(members))
        {
            to.Write(member.Agent);
            to.Write(member.Object);
            to.Write((byte)((member.IsWrite ? 1 : 0) + (member.IsTake ? 2 : 0)));
        }

        to.Write(_sets.Count - sets);
        foreach (ulong[] set in _sets.Skip(sets))
        {
            Saved.Write(to, set);
        }

        return (_members.Count, _sets.Count);
    }

    /// <summary>Adds what was written down.</summary>
    internal (int Members, int Sets) Read(BinaryReader from, (int Members, int Sets) before)
    {
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            var (agent, number, kind) = (from.ReadInt32(), from.ReadInt32(), from.ReadByte());
            var member = new Member(agent, number, (kind & 1) != 0, (kind & 2) != 0);
            BitOf(member, KeyOf(member));
        }

        for (int i = from.ReadInt32(); i > 0; i--)
        {
            NumberOf(Saved.ReadWords(from));
        }

        return before.Members > _members.Count || before.Sets > _sets.Count ? throw new InvalidDataException() : (_members.Count, _sets.Count);
    }

    private Member MemberOf(int bit) => bit < _firstBit ? shared!._members[bit] : _members[bit - _firstBit];

    private long KeyOf(Member member)
        => ((((long)member.Object * agents) + member.Agent) * 4) + (member.IsWrite ? 1 : 0) + (member.IsTake ? 2 : 0);

    private int BitOf(Member member, long key)
    {
        if (shared is not null && shared._bits.TryGetValue(key, out int old))
        {
            return old;
        }

        ref int bit = ref CollectionsMarshal.GetValueRefOrAddDefault(_bits, key, out bool known);
        if (!known)
        {
            bit = _firstBit + _members.Count;
            _members.Add(member);
        }

        return bit;
    }

    private readonly record struct Member(int Agent, int Object, bool IsWrite, bool IsTake);

    /// <summary>What members and sets of one collection are in another.</summary>
    internal sealed record Translation(Summaries To, int FirstBit, int FirstSet, int[] Bits, int[] Sets)
    {
        internal int Of(int set) => set < FirstSet ? set : Sets[set - FirstSet];

        internal ulong[] Of(ReadOnlySpan<ulong> set)
        {
            var result = new ulong[(To._firstBit + To._members.Count + 63) / 64];
            for (int i = 0; i < set.Length; i++)
            {
                for (ulong word = set[i]; word != 0; word &= word - 1)
                {
                    int bit = (i * 64) + System.Numerics.BitOperations.TrailingZeroCount(word);
                    bit = bit < FirstBit ? bit : Bits[bit - FirstBit];
                    result[bit >> 6] |= 1UL << bit;
                }
            }

            return result;
        }
    }
}
