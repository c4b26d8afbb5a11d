namespace Smp.Traces;

/// <summary>
/// Draws a trace as columns: one for each CPU, a row for each step, in the order in which the steps came. Yields rows
/// with roles; whoever prints them may colour them.
/// </summary>
public static class ColumnsRenderer
{
    /// <summary>The rows of <paramref name="trace"/>.</summary>
    public static IReadOnlyList<ColumnsRow> Render(Trace trace, ColumnsOptions? options = null) => [.. Rows(trace, options)];

    /// <summary>The same, each row made when it is asked for.</summary>
    public static IEnumerable<ColumnsRow> Rows(Trace trace, ColumnsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        options ??= new ColumnsOptions();
        int width = Math.Max(options.Width, ColumnsOptions.MinWidth);
        var rows = new ColumnsTable(trace, width, Glyphs.Of(options)).Rows();
        return options.Conclusion ? rows.Concat(Conclude(trace, width)) : rows;
    }

    private static List<ColumnsRow> Conclude(Trace trace, int width)
    {
        var rows = new List<ColumnsRow> { new(RowRole.Blank, "") };
        Add(rows, RowRole.Title, Conclusion.Title(trace), width);
        if (trace.Header.Finding is { } finding && Conclusion.Explanation(finding) is { Length: > 0 } explanation)
        {
            Add(rows, RowRole.Explanation, explanation, width);
        }

        if (trace.Header.Contrast is { Text.Length: > 0 } contrast)
        {
            Add(rows, RowRole.Explanation, contrast.Text, width);
        }

        // Never wrapped: they are there to be copied.
        foreach (string line in new[] { Conclusion.Replay(trace), Conclusion.Contrast(trace) })
        {
            if (line.Length > 0)
            {
                rows.Add(new ColumnsRow(RowRole.Token, line));
            }
        }

        return rows;
    }

    private static void Add(List<ColumnsRow> rows, RowRole role, string text, int width)
    {
        foreach (string line in Cell.Wrap(text.ReplaceLineEndings(" "), width))
        {
            rows.Add(new ColumnsRow(role, line));
        }
    }
}
