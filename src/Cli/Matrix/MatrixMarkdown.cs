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
            Row(text, [$"`{module.Key}`", .. environments.Select(e => e.Name)]);
            Row(text, Enumerable.Repeat("---", environments.Count + 1));
            foreach (var row in module.GroupBy(cell => cell.Scenario))
            {
                Row(text, [row.Key.Bug, .. row.Select(MatrixText.Of)]);
            }

            text.Append('\n');
        }

        return text.Append(MatrixText.Legend).Append('\n').Append(End).Append('\n').ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> columns)
        => text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
}
