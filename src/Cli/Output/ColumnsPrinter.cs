using Smp.Traces;

namespace Smp.Cli;

/// <summary>Prints a trace as columns, in colours where there are any.</summary>
internal static class ColumnsPrinter
{
    internal static void Print(Terminal terminal, Trace trace, bool conclusion = true)
    {
        var options = new ColumnsOptions { Width = terminal.Width, Ascii = terminal.Ascii, Conclusion = conclusion };
        foreach (var row in ColumnsRenderer.Rows(trace, options))
        {
            terminal.Line(Pieces(row));
        }
    }

    /// <summary>The same, but of the steps only those that the explanation speaks of, and where CPUs change over.</summary>
    internal static void PrintShort(Terminal terminal, Trace trace)
    {
        bool isCut = false;
        foreach (var row in ColumnsRenderer.Render(trace, new ColumnsOptions { Width = terminal.Width, Ascii = terminal.Ascii }))
        {
            if (row.Role is RowRole.Step or RowRole.Kernel or RowRole.User or RowRole.Interrupt or RowRole.Log or RowRole.Fold or RowRole.Task)
            {
                isCut = true;
                continue;
            }

            if (isCut)
            {
                terminal.Line(new Piece(terminal.Ascii ? "  ..." : "   ⋮", Styles.Faint));
                isCut = false;
            }

            terminal.Line(Pieces(row));
        }
    }

    /// <summary>Of the table only what comes after a step; all of it, with its header, after step 0.</summary>
    internal static void PrintFrom(Terminal terminal, Trace trace, int after)
    {
        foreach (var row in RowsFrom(terminal, trace, after))
        {
            terminal.Line(Pieces(row));
        }
    }

    /// <summary>The same as lines of text.</summary>
    internal static IReadOnlyList<string> LinesFrom(Terminal terminal, Trace trace, int after)
        => [.. RowsFrom(terminal, trace, after).Select(row => row.Text)];

    private static IEnumerable<ColumnsRow> RowsFrom(Terminal terminal, Trace trace, int after)
    {
        var rows = ColumnsRenderer.Render(trace, new ColumnsOptions { Width = terminal.Width, Ascii = terminal.Ascii, Conclusion = false });
        int begin = after == 0 ? 0 : rows.ToList().FindLastIndex(row => row.Step == after) + 1;
        // What a long row goes on with below belongs to its step.
        while (after != 0 && begin < rows.Count && rows[begin].Step == 0 && rows[begin].Role is not (RowRole.Switch or RowRole.Task or RowRole.End))
        {
            begin++;
        }

        return rows.Skip(begin);
    }

    private static IEnumerable<Piece> Pieces(ColumnsRow row)
    {
        // The mark stands before the row's own text and belongs to it.
        const int MarkWidth = 2;
        int start = Math.Clamp(row.Start - MarkWidth, 0, row.Text.Length);
        return [new(row.Text[..start], Styles.Faint), new(row.Text[start..], Styles.Of(row.Role))];
    }
}
