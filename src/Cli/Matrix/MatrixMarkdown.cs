using System.Text;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>The matrix as it stands in the README, between the two comments: a row a module, then the whole of each.</summary>
internal static class MatrixMarkdown
{
    internal const string Begin = "<!-- matrix -->";
    internal const string End = "<!-- /matrix -->";

    private const string Book = "docs/bugs.md";

    internal static string Write(IReadOnlyList<MatrixCell> cells)
    {
        var environments = cells.Select(cell => cell.Environment).Distinct().ToList();
        var text = new StringBuilder();
        text.Append(Begin).Append('\n');
        Summary(text, cells, environments);
        text.Append('\n').Append(MatrixText.Legend).Append('\n');
        foreach (var module in cells.GroupBy(cell => cell.Scenario.Module))
        {
            // GitHub reads Markdown inside HTML only after an empty line.
            text.Append("\n<details><summary>").Append(module.Key).Append(": ").Append(Numbers.Count(Bugs(module), "bug")).Append("</summary>\n\n");
            Table(text, module.Key, module, environments, cell => cell.Token.Length == 0 ? MatrixText.Of(cell) : Linked(cell));
            text.Append("\n</details>\n");
        }

        return text.Append(End).Append('\n').ToString();
    }

    /// <summary>The table of one module: bugs down, environments across.</summary>
    internal static void Table(
        StringBuilder text, string module, IEnumerable<MatrixCell> cells, IReadOnlyList<KernelProfile> environments, Func<MatrixCell, string> tell)
    {
        Row(text, [$"`{module}`", .. environments.Select(e => e.Name)]);
        Row(text, Enumerable.Repeat("---", environments.Count + 1));
        foreach (var row in cells.GroupBy(cell => cell.Scenario))
        {
            Row(text, [row.Key.Bug, .. row.Select(tell)]);
        }
    }

    /// <summary>Where a scenario's section of the book can be linked to: two modules may have one bug.</summary>
    internal static string Anchor(Scenario scenario) => scenario.Name.Replace('/', '-').ToLowerInvariant();

    /// <summary>A row a module: of its bugs, how many were found in each environment.</summary>
    private static void Summary(StringBuilder text, IReadOnlyList<MatrixCell> cells, IReadOnlyList<KernelProfile> environments)
    {
        Row(text, ["module", "bugs", .. environments.Select(e => e.Name)]);
        Row(text, ["---", "--:", .. environments.Select(_ => "--:")]);
        foreach (var module in cells.GroupBy(cell => cell.Scenario.Module))
        {
            Row(text, [
                $"[`{module.Key}`]({Book}#{module.Key})",
                $"{Bugs(module)}",
                .. environments.Select(e => Found(module.Where(cell => cell.Environment == e))),
            ]);
        }
    }

    private static string Linked(MatrixCell cell) => $"[{MatrixText.Of(cell)}]({Book}#{Anchor(cell.Scenario)} \"{cell.Token}\")";

    private static int Bugs(IEnumerable<MatrixCell> cells) => cells.Select(cell => cell.Scenario).Distinct().Count();

    private static string Found(IEnumerable<MatrixCell> cells)
    {
        var all = cells.ToList();
        return all.All(cell => cell.Result == CellResult.NotApplicable) ? "n/a" : $"{all.Count(cell => cell.Result == CellResult.Found)}";
    }

    private static void Row(StringBuilder text, IEnumerable<string> columns)
        => text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
}
