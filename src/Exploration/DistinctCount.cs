using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// How many different schedules there were, in bounded memory: exact up to a capacity, then an estimate by adaptive
/// sampling (Flajolet, "On adaptive sampling", Computing 43, 1990; the idea is Wegman's). When the set is full, the sample
/// is narrowed to hashes that end in one more 0 bit, and each one kept stands for twice as many. The standard error is
/// 1.2 / sqrt(capacity), a tenth of a percent with the usual memory.
/// </summary>
/// <remarks>
/// What is kept depends on the set of schedules alone, so workers that each count with the same capacity come to what one
/// would. The table grows up to the capacity and not beyond it.
/// </remarks>
internal sealed class DistinctCount
{
    // Of the memory of a hunt, for each worker; a slot is 8 bytes, half of them are in use, and narrowing needs a second table.
    private const int Share = 8;
    private const int BytesEach = 32;
    private const int Smallest = 1 << 12;
    private const int Largest = 1 << 26;

    private readonly int _capacity;
    private ulong[] _slots = new ulong[2 * Smallest];
    private ulong[]? _spare;
    private int _level;
    private int _count;

    internal DistinctCount(long memory) => _capacity = CapacityIn(memory);

    /// <summary>How many are counted exactly.</summary>
    internal int Capacity => _capacity;

    internal bool IsEstimate => _level > 0;

    internal long Value => (long)_count << _level;

    internal static ulong HashOf(ReadOnlySpan<int> choices)
    {
        ulong hash = (ulong)choices.Length;
        foreach (int choice in choices)
        {
            hash = Hashing.Fold(hash, (ulong)choice);
        }

        return hash;
    }

    internal void Add(ulong hash)
    {
        hash = hash == 0 ? 1UL << 63 : hash;
        if (!IsSampled(hash) || !Insert(_slots, hash))
        {
            return;
        }

        if (++_count == _capacity)
        {
            Narrow();
        }
        else if (_count * 2 == _slots.Length)
        {
            Grow();
        }
    }

    internal void Merge(DistinctCount other)
    {
        while (_level < other._level)
        {
            Narrow();
        }

        foreach (ulong hash in other._slots)
        {
            if (hash != 0)
            {
                Add(hash);
            }
        }
    }

    internal void Write(BinaryWriter to)
    {
        to.Write(_level);
        to.Write(_count);
        foreach (ulong hash in _slots)
        {
            if (hash != 0)
            {
                to.Write(hash);
            }
        }
    }

    internal void Read(BinaryReader from)
    {
        int level = from.ReadInt32();
        while (_level < level)
        {
            Narrow();
        }

        for (int i = from.ReadInt32(); i > 0; i--)
        {
            Add(from.ReadUInt64());
        }
    }

    private static int CapacityIn(long memory)
    {
        int capacity = Smallest;
        while (capacity < Largest && (long)capacity * 2 * BytesEach <= memory / Share)
        {
            capacity *= 2;
        }

        return capacity;
    }

    private static bool Insert(ulong[] slots, ulong hash)
    {
        int mask = slots.Length - 1;
        int index = (int)(hash >> 32) & mask;
        while (slots[index] != 0)
        {
            if (slots[index] == hash)
            {
                return false;
            }

            index = (index + 1) & mask;
        }

        slots[index] = hash;
        return true;
    }

    private bool IsSampled(ulong hash) => (hash & ((1UL << _level) - 1)) == 0;

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        foreach (ulong hash in _slots)
        {
            if (hash != 0)
            {
                Insert(larger, hash);
            }
        }

        _slots = larger;
    }

    private void Narrow()
    {
        _level++;
        _count = 0;
        if (_spare is null || _spare.Length != _slots.Length)
        {
            _spare = new ulong[_slots.Length];
        }

        Array.Clear(_spare);
        foreach (ulong hash in _slots)
        {
            if (hash != 0 && IsSampled(hash))
            {
                Insert(_spare, hash);
                _count++;
            }
        }

        (_slots, _spare) = (_spare, _slots);
    }
}
