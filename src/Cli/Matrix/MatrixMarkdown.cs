using System.Text;
using Smp.Kernel;

namespace Smp.Cli;

/// <summary>The matrix as it stands in the README, between the two comments.</summary>
internal static class MatrixMarkdown
{
    internal const string Begin = "<!-- matrix -->";
    internal const string End = "<!-- /matrix -->";

    internal static string Write(IReadOnlyList<MatrixCell> cells, IReadOnlyList<KernelProfile> environments)
    {
        var text = new StringBuilder();
        text.Append(Begin).Append('\n');
        foreach (var module in cells.GroupBy(cell => cell.Scenario.Module))
        {
            Table(text, module.Key, module, environments);
            text.Append('\n');
        }

        return text.Append(MatrixText.Legend).Append('\n').Append(End).Append('\n').ToString();
    }

    /// <summary>The table of one module: bugs down, environments across.</summary>
    internal static void Table(StringBuilder text, string module, IEnumerable<MatrixCell> cells, IReadOnlyList<KernelProfile> environments)
    {
        Row(text, [$"`{module}`", .. environments.Select(e => e.Name)]);
        Row(text, Enumerable.Repeat("---", environments.Count + 1));
        foreach (var row in cells.GroupBy(cell => cell.Scenario))
        {
            Row(text, [row.Key.Bug, .. row.Select(MatrixText.Of)]);
        }
    }

    /// <summary>A row a module: of its bugs, how many were found in each environment.</summary>
    internal static string Summary(IReadOnlyList<MatrixCell> cells)
    {
        var environments = cells.Select(cell => cell.Environment).Distinct().ToList();
        var text = new StringBuilder();
        text.Append(Begin).Append('\n');
        Row(text, ["module", "bugs", .. environments.Select(e => e.Name)]);
        Row(text, ["---", "--:", .. environments.Select(_ => "--:")]);
        foreach (var module in cells.GroupBy(cell => cell.Scenario.Module))
        {
            Row(text, [
                $"[`{module.Key}`](docs/bugs.md#{module.Key})",
                $"{module.Select(cell => cell.Scenario).Distinct().Count()}",
                .. environments.Select(e => Found(module.Where(cell => cell.Environment == e))),
            ]);
        }

        return text.Append(End).Append('\n').ToString();
    }

    private static string Found(IEnumerable<MatrixCell> cells)
    {
        var all = cells.ToList();
        return all.All(cell => cell.Result == CellResult.NotApplicable) ? "n/a" : $"{all.Count(cell => cell.Result == CellResult.Found)}";
    }

    private static void Row(StringBuilder text, IEnumerable<string> columns)
        => text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
}
