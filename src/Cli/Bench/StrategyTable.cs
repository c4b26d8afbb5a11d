using System.Globalization;
using Smp.Exploration;
using Spectre.Console;

namespace Smp.Cli;

/// <summary>Programs down, strategies across: schedules up to the first finding.</summary>
internal static class StrategyTable
{
    internal static void Print(Terminal terminal, IReadOnlyList<StrategyCell> cells, IReadOnlyList<string> strategies, int seeds, long schedules)
    {
        terminal.Line($"Schedules to the first finding, mean ~ median of {Numbers.Count(seeds, "seed")}, at most {Numbers.Grouped(schedules)} each:");
        terminal.Line();
        var table = Tables.Plain(terminal);
        table.AddColumn(new TableColumn("program").NoWrap());
        foreach (string strategy in strategies)
        {
            table.AddColumn(new TableColumn(strategy).RightAligned());
        }

        table.AddColumn(new TableColumn("ratio").RightAligned().NoWrap());
        foreach (var program in cells.GroupBy(cell => cell.Program.Name))
        {
            var row = program.ToList();
            table.AddRow([Short(program.Key), .. row.Select(Text), RatioOf(row) is { } ratio ? Fixed(ratio) : ""]);
        }

        terminal.Render(table);
        terminal.Line();
        foreach (var cell in cells.Where(cell => cell.Error is not null))
        {
            terminal.Line($"error {cell.Program.Name}, {cell.Strategy}: {Given.Printed(cell.Error!)}");
        }

        terminal.Paragraph(
            "k/n: found with k of n seeds; the mean then counts every schedule of the hunts that found nothing. A hunt with a single strategy "
            + $"also ends after {Numbers.Duration(StrategyBench.Longest)}, and if the first one found nothing the others are left out. exhaustive has no seed. ratio: "
            + "the portfolio's mean over that of the best single strategy that draws schedules.");
        Conclude(terminal, cells);
    }

    /// <summary>The portfolio's mean over the smallest of the single strategies that draw schedules; null if one of the two is missing.</summary>
    internal static double? RatioOf(IReadOnlyList<StrategyCell> row)
    {
        double? best = row
            .Where(cell => cell.Strategy is not (HuntOptions.Portfolio or HuntOptions.Exhaustive))
            .Min(cell => cell.Mean);
        return row.FirstOrDefault(cell => cell.Strategy == HuntOptions.Portfolio)?.Mean / best;
    }

    private static void Conclude(Terminal terminal, IReadOnlyList<StrategyCell> cells)
    {
        var portfolio = cells.Where(cell => cell.Strategy == HuntOptions.Portfolio).ToList();
        var ratios = cells.GroupBy(cell => cell.Program.Name).Select(row => RatioOf([.. row])).OfType<double>().ToList();
        if (portfolio.Count == 0 || ratios.Count == 0)
        {
            return;
        }

        int all = portfolio.Count(cell => cell.Hunts > 0 && cell.Found == cell.FirstHits.Count);
        terminal.Line(
            $"portfolio: {all} of {Numbers.Count(portfolio.Count, "program")} found with every seed; ratio at most {Fixed(ratios.Max())}, "
            + $"at most 2 in {ratios.Count(ratio => ratio <= 2)} of {ratios.Count}");
    }

    private static string Text(StrategyCell cell)
    {
        if (cell.Hunts == 0)
        {
            return "-";
        }

        string found = cell.Found == cell.FirstHits.Count ? "" : $" {cell.Found}/{cell.Hunts}";
        string median = cell is { Median: { } half, FirstHits.Count: > 1 } ? $" ~{Rounded(half)}" : "";
        return cell.Mean is { } mean ? Rounded(mean) + median + found : found.TrimStart();
    }

    private static string Rounded(double number)
        => number < 9.95 && number != Math.Floor(number) ? number.ToString("0.0", CultureInfo.InvariantCulture) : Numbers.Grouped((long)Math.Round(number));

    private static string Fixed(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Short(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
