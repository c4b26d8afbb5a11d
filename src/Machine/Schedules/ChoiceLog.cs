namespace Smp.Machine;

/// <summary>
/// The choices of one run in the form a token keeps: at each point with more than one option, the place of what was
/// chosen in the canonical list (the current agent first if it can go on, then by number), or the value of a data choice.
/// </summary>
public sealed class ChoiceLog
{
    private int[] _items = new int[64];

    /// <summary>How many choices were made.</summary>
    public int Count { get; private set; }

    /// <summary>The choices, in order.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    internal void Add(int choice)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count++] = choice;
    }

    internal void Clear() => Count = 0;

    /// <summary>The canonical number of the agent in place <paramref name="slot"/>, where the current one is in place <paramref name="current"/> (-1: none).</summary>
    public static int ToCanonical(int slot, int current)
        => current < 0 || slot > current ? slot : slot == current ? 0 : slot + 1;

    /// <summary>The place that a canonical number stands for; the inverse of <see cref="ToCanonical"/>.</summary>
    public static int FromCanonical(int canonical, int current)
        => current < 0 || canonical > current ? canonical : canonical == 0 ? current : canonical - 1;
}
