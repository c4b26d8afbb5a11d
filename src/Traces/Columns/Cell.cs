namespace Smp.Traces;

/// <summary>Makes text fit the width of a column.</summary>
internal static class Cell
{
    // A name cut to less than this is hard to guess: the text goes on in the next line rather.
    private const int ShortestName = 16;

    /// <summary>How far a text that goes on in the next line stands in there.</summary>
    internal const int Indent = 4;

    /// <summary>
    /// The parts in one line of at most <paramref name="width"/> characters, long names without their middle; if that
    /// is not enough, in several lines. No value is ever cut short.
    /// </summary>
    internal static IReadOnlyList<string> Fit(IEnumerable<CellPart> parts, int width, char ellipsis)
    {
        var pieces = parts.ToArray();
        int longest = pieces.Max(part => part.Shrinks ? part.Text.Length : 0);
        for (int limit = longest; limit >= ShortestName; limit--)
        {
            if (pieces.Sum(part => part.Shrinks ? Math.Min(part.Text.Length, limit) : part.Text.Length) <= width)
            {
                return [Join(pieces, limit, ellipsis)];
            }
        }

        return Wrap(Join(pieces, Math.Max(ShortestName, width - Indent), ellipsis), width);
    }

    /// <summary>Without its middle, <paramref name="length"/> characters long.</summary>
    internal static string Shorten(string name, int length, char ellipsis)
    {
        if (name.Length <= length)
        {
            return name;
        }

        int head = length / 2;
        int tail = length - head - 1;
        return $"{name.AsSpan(0, head)}{ellipsis}{name.AsSpan(name.Length - tail)}";
    }

    /// <summary>In lines of at most <paramref name="width"/> characters, broken at spaces where there are any.</summary>
    internal static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        text = text.TrimEnd();
        while (text.Length > width)
        {
            int space = text.LastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.Add(text[..end].TrimEnd());
            text = text[end..].TrimStart();
        }

        lines.Add(text);
        return lines;
    }

    private static string Join(CellPart[] pieces, int limit, char ellipsis)
        => string.Concat(pieces.Select(part => part.Shrinks ? Shorten(part.Text, limit, ellipsis) : part.Text));
}
