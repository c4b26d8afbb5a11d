using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// How many different schedules there were, in bounded memory: exact up to <see cref="Capacity"/>, then an estimate by
/// adaptive sampling (Flajolet, "On adaptive sampling", Computing 43, 1990; the idea is Wegman's). When the set is
/// full, the sample is narrowed to hashes that end in one more 0 bit, and each one kept stands for twice as many. The
/// standard error is 1.2 / sqrt(capacity), a third of a percent here.
/// </summary>
internal sealed class DistinctCount
{
    internal const int Capacity = 1 << 17;
    private const int Slots = Capacity * 2;

    // Both tables from the start: a hunt of ten million schedules holds no more memory than one of a million.
    private ulong[] _slots = new ulong[Slots];
    private ulong[] _spare = new ulong[Slots];
    private int _level;
    private int _count;

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

        if (++_count == Capacity)
        {
            Narrow();
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

    private static bool Insert(ulong[] slots, ulong hash)
    {
        int index = (int)(hash >> 40) & (Slots - 1);
        while (slots[index] != 0)
        {
            if (slots[index] == hash)
            {
                return false;
            }

            index = (index + 1) & (Slots - 1);
        }

        slots[index] = hash;
        return true;
    }

    private bool IsSampled(ulong hash) => (hash & ((1UL << _level) - 1)) == 0;

    private void Narrow()
    {
        _level++;
        _count = 0;
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
