using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A set of states by their 128-bit identities: open addressing with linear probing in one array, so that a look-up
/// touches one cache line as a rule and a step allocates nothing (growth doubles the array). An identity is a hash
/// already; its bits are used as they are.
/// </summary>
/// <remarks>
/// Two states with one identity would be taken for one. With 10^8 states that happens with a probability of 10^-23.
/// </remarks>
public sealed class StateTable
{
    /// <summary>As many as fit into 256 MB.</summary>
    public const int DefaultMaxCount = 12_000_000;

    private const int SlotSize = 16;
    private const int DefaultSlots = 1 << 24;

    private readonly int _maxCount;
    private Identity[] _slots;
    private int _growAt;

    /// <summary>A set that keeps at most <paramref name="maxCount"/> states.</summary>
    public StateTable(int maxCount = DefaultMaxCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        _maxCount = maxCount;
        _slots = new Identity[1 << 10];
        _growAt = GrowAt(_slots.Length);
    }

    /// <summary>How many states fit into so many bytes: the array is full to three quarters, and its length a power of two.</summary>
    public static int CountIn(long bytes)
    {
        int slots = 1 << 10;
        while (slots < 1 << 29 && (long)slots * 2 * SlotSize <= bytes)
        {
            slots *= 2;
        }

        return slots == DefaultSlots ? DefaultMaxCount : GrowAt(slots) - 1;
    }

    /// <summary>How many states it holds.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Adds a state. A full set keeps nothing more and says "new" to what it does not hold, so that a search goes on
    /// soundly, only with less pruning.
    /// </summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(Identity state)
    {
        // The empty slot is all zero; the one state that would look like it takes a neighbour's identity.
        var key = state == default ? new Identity(0, 1) : state;
        int index = Find(_slots, key);
        if (_slots[index] == key)
        {
            return false;
        }

        if (Count == _maxCount)
        {
            return true;
        }

        _slots[index] = key;
        if (++Count >= _growAt)
        {
            Grow();
        }

        return true;
    }

    /// <summary>All states it holds, in no order that means anything.</summary>
    internal void ForEach(Action<Identity> action)
    {
        foreach (var state in _slots)
        {
            if (state != default)
            {
                action(state);
            }
        }
    }

    private static int GrowAt(int slots) => slots / 4 * 3;

    private static int Find(Identity[] slots, Identity key)
    {
        int mask = slots.Length - 1;
        int index = (int)key.High & mask;
        while (slots[index] != default && slots[index] != key)
        {
            index = (index + 1) & mask;
        }

        return index;
    }

    private void Grow()
    {
        var larger = new Identity[_slots.Length * 2];
        foreach (var state in _slots)
        {
            if (state != default)
            {
                larger[Find(larger, state)] = state;
            }
        }

        _slots = larger;
        _growAt = GrowAt(larger.Length);
    }
}
