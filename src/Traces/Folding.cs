namespace Smp.Traces;

/// <summary>
/// Finds what repeats itself again and again in a list: up to four lines in a row, more than a few times. The first two
/// repetitions and the last one stay, what lies between can be left out.
/// </summary>
internal sealed class Folding
{
    private const int LongestPeriod = 4;
    private const int FewTimes = 8;
    private const int ShownBefore = 2;

    private readonly Dictionary<int, Fold> _folds = [];

    private Folding()
    {
    }

    /// <summary>Lines that can be left out.</summary>
    /// <param name="Start">The first of them.</param>
    /// <param name="End">The one after the last.</param>
    internal readonly record struct Fold(int Start, int End)
    {
        /// <summary>How many they are.</summary>
        internal int Count => End - Start;
    }

    /// <summary>The repetitions in <paramref name="lines"/>, where <paramref name="same"/> says that a line is like an earlier one.</summary>
    internal static Folding Of<T>(IReadOnlyList<T> lines, Func<T, T, bool> same)
    {
        var result = new Folding();
        int at = 0;
        while (at < lines.Count)
        {
            at = Math.Max(at + 1, result.Add(lines, at, same));
        }

        return result;
    }

    /// <summary>What is left out from a line on; null if that line is shown.</summary>
    internal Fold? Find(int start) => _folds.TryGetValue(start, out var fold) ? fold : null;

    private int Add<T>(IReadOnlyList<T> lines, int at, Func<T, T, bool> same)
    {
        for (int period = 1; period <= LongestPeriod; period++)
        {
            int end = at + period;
            while (end < lines.Count && same(lines[end - period], lines[end]))
            {
                end++;
            }

            int times = (end - at) / period;
            if (times >= FewTimes)
            {
                var fold = new Fold(at + (ShownBefore * period), at + ((times - 1) * period));
                _folds.Add(fold.Start, fold);
                return at + (times * period);
            }
        }

        return at;
    }
}
