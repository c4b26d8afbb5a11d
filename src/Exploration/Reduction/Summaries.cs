using System.Runtime.InteropServices;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// What was touched, and by whom, in everything that follows a state: a set of (agent, object, kind of access). Equal sets
/// are kept once, and known by a number.
/// </summary>
internal sealed class Summaries(int agents)
{
    private readonly Dictionary<long, int> _bits = [];
    private readonly List<Member> _members = [];
    private readonly Dictionary<Identity, int> _index = [];
    private readonly List<ulong[]> _sets = [];

    /// <summary>Bytes that the sets take, about.</summary>
    internal long Bytes { get; private set; }

    internal ReadOnlySpan<ulong> this[int set] => _sets[set];

    /// <summary>Adds the accesses of one agent to a set under construction.</summary>
    internal void Add(ref ulong[] set, int agent, ReadOnlySpan<ObjectAccess> accesses)
    {
        foreach (ref readonly var access in accesses)
        {
            int kind = (access.IsWrite ? 1 : 0) + (access.IsTake ? 2 : 0);
            int bit = BitOf(new Member(agent, access.Object, access.IsWrite, access.IsTake), ((((long)access.Object * agents) + agent) * 4) + kind);
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

        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, new Identity(high, low), out bool known);
        if (!known)
        {
            number = _sets.Count;
            _sets.Add(set.ToArray());
            Bytes += (length * sizeof(ulong)) + 96;
        }

        return number;
    }

    /// <summary>A member of a set.</summary>
    internal (int Agent, ObjectAccess Access) MemberAt(int bit)
    {
        var member = _members[bit];
        return (member.Agent, new ObjectAccess { Object = member.Object, IsWrite = member.IsWrite, IsTake = member.IsTake });
    }

    private int BitOf(Member member, long key)
    {
        ref int bit = ref CollectionsMarshal.GetValueRefOrAddDefault(_bits, key, out bool known);
        if (!known)
        {
            bit = _members.Count;
            _members.Add(member);
        }

        return bit;
    }

    private readonly record struct Member(int Agent, int Object, bool IsWrite, bool IsTake);
}
