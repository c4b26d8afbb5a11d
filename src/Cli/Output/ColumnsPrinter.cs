using Smp.Traces;

namespace Smp.Cli;

/// <summary>Prints a trace as columns, in colours where there are any.</summary>
internal static class ColumnsPrinter
{
    internal static void Print(Terminal terminal, Trace trace, bool conclusion = true)
    {
        var options = new ColumnsOptions { Width = terminal.Width, Ascii = terminal.Ascii, Conclusion = conclusion };
        foreach (var row in ColumnsRenderer.Render(trace, options))
        {
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
