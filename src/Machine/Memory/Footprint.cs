namespace Smp.Machine;

/// <summary>
/// The objects a step has read and written, in the order it touched them. Filled by memory itself, so that no
/// primitive can forget one.
/// </summary>
public sealed class Footprint
{
    private Access[] _items = new Access[32];

    /// <summary>Whether accesses are noted.</summary>
    public bool On { get; internal set; }

    /// <summary>How many accesses the current step has made.</summary>
    public int Count { get; private set; }

    /// <summary>The accesses of the current step.</summary>
    public ReadOnlySpan<Access> Items => _items.AsSpan(0, Count);

    /// <summary>Whether two footprints touch one object and at least one of the two writes it.</summary>
    public static bool Conflict(ReadOnlySpan<Access> left, ReadOnlySpan<Access> right)
    {
        foreach (var a in left)
        {
            foreach (var b in right)
            {
                if (a.Object == b.Object && (a.IsWrite || b.IsWrite))
                {
                    return true;
                }
            }
        }

        return false;
    }

    internal void Add(Address address, bool write)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        // Objects are words: accesses of different size to one word touch the same object.
        _items[Count++] = new Access(new Address(address.Value & ~7), write);
    }

    internal void Clear() => Count = 0;
}

/// <summary>One access of a step.</summary>
/// <param name="Object">The address of the word.</param>
/// <param name="IsWrite">Whether the step wrote it.</param>
public readonly record struct Access(Address Object, bool IsWrite);
