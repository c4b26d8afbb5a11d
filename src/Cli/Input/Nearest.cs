namespace Smp.Cli;

/// <summary>What the user may have meant.</summary>
internal static class Nearest
{
    private const int Most = 3;

    /// <summary><c>; did you mean sleep/SLP-1?</c>, or nothing.</summary>
    internal static string Suggest(string text, IEnumerable<string> names)
    {
        var near = To(text, names);
        return near.Count == 0 ? "" : $"; did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>The names most like <paramref name="text"/>, the nearest first; those far from it are left out.</summary>
    internal static IReadOnlyList<string> To(string text, IEnumerable<string> names)
    {
        if (text.Length is 0 or > 100)
        {
            return [];
        }

        return [.. names
            .Select(name => (Name: name, Distance: Distance(text, name)))
            .Where(pair => pair.Distance <= Math.Max(1, text.Length / 3))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(pair => pair.Name)];
    }

    /// <summary>Levenshtein's distance, without regard to case; a name that contains the text is next to it.</summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > 2 && right.Contains(left, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                bool same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
