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

    /// <summary>What is left out, by tests that show that it is needed.</summary>
    internal FootprintPart Without { get; set; }

    /// <summary>The objects left out with it.</summary>
    internal Predicate<Address>? Omits { get; set; }

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

    /// <summary>
    /// Stands for an agent in footprints: every step of the agent reads it, and whoever enables or disables the agent
    /// writes it. Not in memory: its address is negative.
    /// </summary>
    internal static Address AgentObject(int agent) => new(-16 * (agent + 1));

    /// <summary>Stands for whether an agent is in the kernel or in user mode.</summary>
    internal static Address ModeObject(int agent) => new((-16 * (agent + 1)) + 8);

    /// <summary>The step writes a word: from <paramref name="old"/> to <paramref name="value"/>.</summary>
    internal void AddWrite(Address address, ulong old, ulong value)
    {
        int count = Count;
        Add(address, write: true);
        if (old != 0 && value == 0 && Count > count)
        {
            _items[Count - 1] = _items[Count - 1] with { IsGive = true };
        }
    }

    /// <summary>The step needs the word to be free.</summary>
    internal void AddTake(Address word)
    {
        if (Without == FootprintPart.Needs)
        {
            return;
        }

        Add(word, write: false);
        _items[Count - 1] = _items[Count - 1] with { IsTake = true };
    }

    /// <summary>To allocate or to free is to write: whoever touches the object depends on it.</summary>
    internal void AddShadow(Address address)
    {
        if (Without != FootprintPart.Shadow)
        {
            Add(address, write: true);
        }
    }

    /// <summary>Forgets what was added after the first <paramref name="count"/>.</summary>
    internal void Truncate(int count) => Count = count;

    internal void Add(Address address, bool write)
    {
        if (Omits is not null && Omits(address))
        {
            return;
        }

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
public readonly record struct Access(Address Object, bool IsWrite)
{
    /// <summary>Whether the write set the word to 0, which it was not: if it is a lock, nobody else could have taken it before.</summary>
    public bool IsGive { get; init; }

    /// <summary>Whether the step could only be taken because the word was free.</summary>
    public bool IsTake { get; init; }
}
