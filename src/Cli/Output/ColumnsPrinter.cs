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

    private static IEnumerable<Piece> Pieces(ColumnsRow row)
    {
        // The mark stands before the row's own text and belongs to it.
        const int MarkWidth = 2;
        int start = Math.Clamp(row.Start - MarkWidth, 0, row.Text.Length);
        return [new(row.Text[..start], Styles.Faint), new(row.Text[start..], Styles.Of(row.Role))];
    }
}
