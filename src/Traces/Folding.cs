namespace Smp.Traces;

/// <summary>
/// Finds what repeats itself again and again: up to four lines in a row, more than a few times. The first two repetitions
/// and the last one stay, what lies between is left out. Lines are read as they are needed, and few are kept.
/// </summary>
internal static class Folding
{
    private const int LongestPeriod = 4;
    private const int FewTimes = 8;
    private const int ShownBefore = 2;

    /// <summary>Lines that are left out.</summary>
    /// <param name="Lines">How many they are.</param>
    /// <param name="Counted">How many of them the caller counts.</param>
    internal readonly record struct Fold(int Lines, int Counted);

    /// <summary>
    /// The lines to show, in order; in place of a repetition its first line with what is left out from it on.
    /// </summary>
    /// <param name="lines">All lines.</param>
    /// <param name="same">Whether a line is like an earlier one.</param>
    /// <param name="counts">What to count of the lines left out.</param>
    internal static IEnumerable<(T Line, Fold? Fold)> Of<T>(IEnumerable<T> lines, Func<T, T, bool> same, Func<T, bool> counts)
    {
        using var source = lines.GetEnumerator();
        var ahead = new List<T>(LongestPeriod * FewTimes);
        while (Read(source, ahead, 1))
        {
            int period = PeriodOf(source, ahead, same);
            int shown = period == 0 ? 1 : ShownBefore * period;
            for (int i = 0; i < shown; i++)
            {
                yield return (ahead[i], null);
            }

            ahead.RemoveRange(0, shown);
            if (period != 0)
            {
                var first = ahead[0];
                yield return (first, LeaveOut(source, ahead, period, same, counts));
                for (int i = 0; i < period; i++)
                {
                    yield return (ahead[i], null);
                }

                ahead.RemoveRange(0, period);
            }
        }
    }

    /// <summary>After how many lines those ahead begin to repeat themselves; 0 if they do not.</summary>
    private static int PeriodOf<T>(IEnumerator<T> source, List<T> ahead, Func<T, T, bool> same)
    {
        for (int period = 1; period <= LongestPeriod; period++)
        {
            int end = period;
            while (end < period * FewTimes && Read(source, ahead, end + 1) && same(ahead[end - period], ahead[end]))
            {
                end++;
            }

            if (end == period * FewTimes)
            {
                return period;
            }
        }

        return 0;
    }

    /// <summary>Takes the repetitions off but for the last whole one, which is then the first ahead.</summary>
    private static Fold LeaveOut<T>(IEnumerator<T> source, List<T> ahead, int period, Func<T, T, bool> same, Func<T, bool> counts)
    {
        int lines = 0;
        int counted = 0;
        int end = period;
        while (Read(source, ahead, end + 1) && same(ahead[end - period], ahead[end]))
        {
            end++;
            if (end == 2 * period)
            {
                lines += period;
                counted += ahead.Take(period).Count(counts);
                ahead.RemoveRange(0, period);
                end = period;
            }
        }

        return new Fold(lines, counted);
    }

    /// <summary>Makes sure that so many lines are ahead; false if there are no more.</summary>
    private static bool Read<T>(IEnumerator<T> source, List<T> ahead, int count)
    {
        while (ahead.Count < count)
        {
            if (!source.MoveNext())
            {
                return false;
            }

            ahead.Add(source.Current);
        }

        return true;
    }
}
