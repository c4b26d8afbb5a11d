using System.Text;

namespace Smp.Cli;

/// <summary>
/// The book of bugs, as Markdown: for each module the table of bugs and environments, for each bug its shortest
/// interleaving and its fix.
/// </summary>
internal static class BugBook
{
    private const string Title = "# The bugs of the guide's modules";

    internal static string Write(ComputedMatrix matrix)
    {
        var rows = matrix.Rows;
        var text = new StringBuilder();
        text.Append(Title).Append("\n\n");
        text.Append("Generated: `smp matrix --twins --json matrix.json`, then `smp bugs matrix.json -o docs/bugs.md`. ");
        text.Append("Every interleaving here was found by exploration, is the one with the fewest switches that was found, and replays from its token.\n\n");
        text.Append(MatrixText.Legend).Append("\n\n");
        foreach (var module in rows.GroupBy(row => row.Scenario.Module))
        {
            text.Append("- [").Append(module.Key).Append("](#").Append(module.Key).Append("): ").Append(Counted(module)).Append('\n');
        }

        foreach (var module in rows.GroupBy(row => row.Scenario.Module))
        {
            Module(text, module.Key, [.. module]);
        }

        Controls(text, matrix.Controls);
        return text.ToString();
    }

    /// <summary>What a bug's section says under its table row: the part that the token of its schedule decides.</summary>
    internal static string Story(BugRow row)
    {
        var text = new StringBuilder();
        if (row.Shortest is not { } cell)
        {
            return $"{Sentence(row.Scenario.Summary)} Found in no environment.\n";
        }

        var story = BugStory.Of(row.Scenario, cell.Token);
        text.Append(Sentence(row.Scenario.Summary)).Append(" In ").Append(cell.Environment.Name).Append(": ").Append(MatrixText.Of(cell)).Append(".\n\n");
        text.Append("```\n").Append(story.Interleaving).Append("```\n\n");
        text.Append(story.Cause).Append("\n\n");
        if (story.Advice.Length != 0)
        {
            text.Append("**Fix:** ").Append(story.Advice).Append('\n');
        }

        text.Append("\n`smp replay ").Append(cell.Token).Append("`\n");
        return text.ToString();
    }

    /// <summary>The heading of a bug: its name, and what happens where it was found.</summary>
    internal static string Heading(BugRow row)
    {
        string bug = row.Scenario.Bug;
        string title = row.Shortest is { } cell ? BugStory.Of(row.Scenario, cell.Token).Title : "";
        return title.Length == 0 ? bug : $"{bug}: {title}";
    }

    private static void Module(StringBuilder text, string module, IReadOnlyList<BugRow> rows)
    {
        text.Append("\n## ").Append(module).Append("\n\n");
        MatrixMarkdown.Table(text, module, rows.SelectMany(row => row.Cells), [.. rows[0].Cells.Select(cell => cell.Environment)], MatrixText.Of);
        foreach (var row in rows)
        {
            text.Append("\n<a id=\"").Append(MatrixMarkdown.Anchor(row.Scenario)).Append("\"></a>\n\n### ").Append(Heading(row)).Append("\n\n");
            text.Append(Story(row));
            Elsewhere(text, row);
            text.Append('\n').Append(Proof(row)).Append('\n');
        }
    }

    /// <summary>The schedules of the other environments.</summary>
    private static void Elsewhere(StringBuilder text, BugRow row)
    {
        var others = row.Cells.Where(cell => cell.Result == CellResult.Found && cell != row.Shortest).ToList();
        if (others.Count == 0)
        {
            return;
        }

        text.Append("\nElsewhere:\n\n");
        foreach (var cell in others)
        {
            text.Append("- ").Append(cell.Environment.Name).Append(", ").Append(MatrixText.Of(cell)).Append(": `").Append(cell.Token).Append("`\n");
        }
    }

    /// <summary>What must be silent is listed too: a tool that reports everywhere would find every bug.</summary>
    private static void Controls(StringBuilder text, IReadOnlyList<MatrixCell> controls)
    {
        if (controls.Count == 0)
        {
            return;
        }

        text.Append("\n## Controls\n\nScenarios in which there is nothing to find.\n\n");
        foreach (var control in controls.GroupBy(cell => cell.Scenario))
        {
            text.Append("- `").Append(control.Key.Name).Append("`: ").Append(control.Key.Summary).Append(": ").Append(Outcome([.. control])).Append(".\n");
        }
    }

    /// <summary>What became of the corrected twin.</summary>
    private static string Proof(BugRow row)
    {
        if (row.Scenario.NoFix is { } reason)
        {
            return $"No corrected twin: {reason}.";
        }

        return row.Twins.Count == 0
            ? "Its twin was not computed."
            : $"{Capital(ScenarioText.Twin(row.Twins[0].Scenario))} (`{row.Twins[0].Scenario.Name}`): {Outcome(row.Twins)}.";
    }

    private static string Outcome(IReadOnlyList<MatrixCell> cells)
    {
        string proved = Names(cells, CellResult.Absent);
        string open = Names(cells, CellResult.NotFound);
        string found = Names(cells, CellResult.Found);
        return string.Join("; ", new[]
        {
            proved.Length == 0 ? "" : $"proved clean in {proved}",
            open.Length == 0 ? "" : $"nothing found, and not proved, in {open}",
            found.Length == 0 ? "" : $"not clean in {found}",
        }.Where(part => part.Length != 0));
    }

    private static string Names(IEnumerable<MatrixCell> cells, CellResult result)
        => string.Join(", ", cells.Where(cell => cell.Result == result).Select(cell => cell.Environment.Name));

    private static string Counted(IEnumerable<BugRow> rows)
    {
        var all = rows.ToList();
        int found = all.Count(row => row.Shortest is not null);
        return found == all.Count ? $"{Numbers.Count(all.Count, "bug")}, each found somewhere" : $"{Numbers.Count(all.Count, "bug")}, {found} of them found somewhere";
    }

    private static string Sentence(string summary) => Capital(summary) + (summary.EndsWith('.') ? "" : ".");

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
