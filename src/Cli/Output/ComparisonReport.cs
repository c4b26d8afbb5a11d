using Smp.Traces;

namespace Smp.Cli;

/// <summary>Prints a comparison: the columns of each kernel, one under another or side by side where there is room, and what each came to.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="comparison">The comparison.</param>
/// <param name="reference">What the schedule finds where it was made; null for nothing.</param>
internal sealed class ComparisonReport(Terminal terminal, TraceComparison comparison, TraceFinding? reference)
{
    private const int NarrowestBeside = 80;
    private const int Gap = 3;

    // What several kernels have in common is explained once.
    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);

    internal void Print()
    {
        int count = comparison.Kernels.Count;
        int beside = (terminal.Width - (Gap * (count - 1))) / count;
        if (count > 1 && beside >= NarrowestBeside)
        {
            Beside(beside);
        }
        else
        {
            foreach (var kernel in comparison.Kernels)
            {
                foreach (var (text, style) in Rows(kernel, terminal.Width))
                {
                    terminal.Line(new Piece(text, style));
                }

                terminal.Line();
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                terminal.Line();
            }

            Conclude(comparison.Kernels[i]);
        }
    }

    private static string Outcome(ComparedTrace kernel)
    {
        string steps = Numbers.Count(kernel.Trace.StepCount, "step");
        return kernel.Trace.Header.Finding is { } finding
            ? $"{(finding.Bug is { } bug && !finding.Title.Contains(bug, StringComparison.Ordinal) ? $"{bug}: " : "")}{finding.Title} ({steps})"
            : kernel.Trace.Header.Outcome == "ended" ? $"nothing is found; all goes on to its end ({steps})"
            : $"nothing is found before the bound on steps ({steps})";
    }

    private void Beside(int width)
    {
        var tables = comparison.Kernels.Select(kernel => Rows(kernel, width)).ToList();
        for (int i = 0; i < tables.Max(table => table.Count); i++)
        {
            var pieces = new List<Piece>();
            for (int k = 0; k < tables.Count; k++)
            {
                var (text, style) = i < tables[k].Count ? tables[k][i] : ("", null);
                pieces.Add(new Piece(text, style));
                pieces.Add(new Piece(k + 1 < tables.Count ? new string(' ', width + Gap - text.Length) : ""));
            }

            terminal.Line(pieces);
        }

        terminal.Line();
    }

    /// <summary>A heading, the table, and in it the line at which this kernel parts or another one does.</summary>
    private List<(string Text, Spectre.Console.Style? Style)> Rows(ComparedTrace kernel, int width)
    {
        var rows = new List<(string, Spectre.Console.Style?)> { (kernel.Environment, Styles.Strong) };
        var marks = Marks(kernel);
        var table = ColumnsRenderer.Render(kernel.Trace, new ColumnsOptions { Width = width, Ascii = terminal.Ascii, Conclusion = false });
        int next = 0;
        foreach (var row in table)
        {
            // A step that comes after the mark, or the switch that leads to it.
            while (next < marks.Count && Above(row, table) > marks[next].After)
            {
                AddMark(rows, marks[next++].Text, width);
            }

            rows.Add((row.Text, Styles.Of(row.Role)));
        }

        for (; next < marks.Count; next++)
        {
            AddMark(rows, marks[next].Text, width);
        }

        return rows;
    }

    /// <summary>The step that a row belongs to or leads to; 0 for the header.</summary>
    private static int Above(ColumnsRow row, IReadOnlyList<ColumnsRow> table)
    {
        if (row.Role is RowRole.Header or RowRole.Log or RowRole.Fold)
        {
            return 0;
        }

        int at = row.Step;
        for (int i = table.TakeWhile(other => !ReferenceEquals(other, row)).Count(); at == 0 && i < table.Count; i++)
        {
            at = table[i].Step;
        }

        return at;
    }

    private void AddMark(List<(string, Spectre.Console.Style?)> rows, string text, int width)
    {
        string line = terminal.Ascii ? "== " : "══ ";
        foreach (string part in Wrapping.Lines(text, width - line.Length))
        {
            rows.Add((line + part, Styles.Marked));
            line = "   ";
        }
    }

    /// <summary>After which step what is to be said.</summary>
    private List<(int After, string Text)> Marks(ComparedTrace kernel)
    {
        if (kernel.Parting is { } own)
        {
            return [(own.After, $"here {own.Text}; {own.Elsewhere}")];
        }

        return [.. comparison.Kernels
            .Where(other => other.Parting is not null && kernel.Environment == comparison.Environment)
            .Select(other => (other.Parting!.Reference - 1, $"{other.Environment} goes with it up to here, where {other.Parting.Text}"))
            .OrderBy(mark => mark.Item1)];
    }

    private void Conclude(ComparedTrace kernel)
    {
        bool isFound = kernel.Trace.Header.Finding is not null;
        terminal.Line(new(kernel.Environment, Styles.Strong), new(": "), new(Outcome(kernel), isFound ? Styles.Bad : Styles.Good));
        if (kernel.Parting is { } parting)
        {
            terminal.Paragraph($"after step {parting.After} {parting.Text}; {parting.Elsewhere}.");
        }
        else if (kernel.Environment != comparison.Environment)
        {
            terminal.Paragraph(kernel.Trace.Header.Finding?.Id == reference?.Id
                ? $"goes the same way as {comparison.Environment} to the end."
                : $"takes every step that {comparison.Environment} does and both have in common, and comes to another end.");
        }

        if (kernel.Trace.Header.Finding is { Explanation.Length: > 0 } finding && _explained.Add(finding.Id))
        {
            terminal.Paragraph(finding.Explanation);
        }

        terminal.Line(new("replay: ", Styles.Faint), new($"smp replay {kernel.Trace.Header.Token}", Styles.Link));
    }
}
