namespace Smp.Machine;

/// <summary>The words that one turn of a loop has read, and what they held: few, or it is no loop that waits.</summary>
internal sealed class SpinReads
{
    private const int Most = 64;

    private readonly (Address Word, ulong Value, ulong Shadow)[] _items = new (Address, ulong, ulong)[Most];
    private int _count;

    /// <summary>The words and values, as one number.</summary>
    internal ulong Hash { get; private set; }

    internal void Clear()
    {
        _count = 0;
        Hash = 0;
    }

    /// <summary>Notes a word; false if there is no room for it, or if it held something else before in the same turn.</summary>
    internal bool Add(Address word, KernelMemory memory)
    {
        var (value, shadow) = memory.LookAt(word);
        for (int i = 0; i < _count; i++)
        {
            if (_items[i].Word == word)
            {
                return _items[i].Value == value && _items[i].Shadow == shadow;
            }
        }

        if (_count == Most)
        {
            return false;
        }

        _items[_count++] = (word, value, shadow);
        Hash = Hashing.Fold(Hashing.Fold(Hash, (ulong)word.Value), value + shadow);
        return true;
    }

    /// <summary>Whether all of them hold what was read. Looks as the step being taken: its outcome depends on them.</summary>
    internal bool AreStill(KernelMemory memory)
    {
        bool still = true;
        for (int i = 0; i < _count; i++)
        {
            var (word, value, shadow) = _items[i];
            memory.Peek(word);
            still &= memory.LookAt(word) == (value, shadow);
        }

        return still;
    }

    internal bool AreWrittenBy(ReadOnlySpan<Access> accesses)
    {
        foreach (var access in accesses)
        {
            for (int i = 0; access.IsWrite && i < _count; i++)
            {
                if (_items[i].Word == access.Object)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
