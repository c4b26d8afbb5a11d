using Smp.Exploration;
using Spectre.Console;

namespace Smp.Cli;

/// <summary>The results of one scenario in all environments, a row each.</summary>
internal static class DemoTable
{
    internal static void Print(Terminal terminal, IReadOnlyList<HuntResult> results)
    {
        var table = Tables.Plain(terminal);
        // Given, so that two tables stand under each other.
        Column(table, "", 5);
        Column(table, "verdict", 13);
        Column(table, "schedules", 9, right: true);
        Column(table, "states", 6, right: true);
        Column(table, "first hit", 9, right: true);
        table.AddColumn("reached");
        foreach (var result in results)
        {
            bool isProof = result.Verdict == Verdict.NoneExhaustive;
            table.AddRow(
                new Text(result.Environment),
                new Text(isProof ? "proved absent" : ResultText.Of(result.Verdict), Styles.Of(result.Verdict)),
                new Text(Numbers.Grouped(result.Schedules)),
                new Text(Numbers.Grouped(result.States)),
                new Text(result.FirstHit > 0 ? Numbers.Grouped(result.FirstHit) : ""),
                new Text(isProof ? string.Join(", ", result.Reached.Where(c => c.IsReached).Select(c => c.Name)) : ""));
        }

        terminal.Render(table);
    }

    private static void Column(Table table, string head, int width, bool right = false)
        => table.AddColumn(new TableColumn(head) { Width = width, Alignment = right ? Justify.Right : Justify.Left, NoWrap = true });
}
