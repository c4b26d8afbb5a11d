using Smp.Kernel;
using Spectre.Console;

namespace Smp.Cli;

/// <summary>The matrix for people: a table a module, bugs down and environments across.</summary>
internal static class MatrixTable
{
    internal static void Print(Terminal terminal, IReadOnlyList<MatrixCell> cells, IReadOnlyList<KernelProfile> environments)
    {
        foreach (var module in cells.GroupBy(cell => cell.Scenario.Module))
        {
            terminal.Line(new Piece(module.Key, Styles.Strong));
            Table(terminal, module, environments, "bug", cell => cell.Scenario.Bug, MatrixText.Of);
            terminal.Line();
        }

        terminal.Paragraph(MatrixText.Legend);
        Notes(terminal, cells);
    }

    internal static void PrintTwins(Terminal terminal, IReadOnlyList<MatrixCell> twins, IReadOnlyList<KernelProfile> environments)
    {
        terminal.Line();
        terminal.Line(new Piece("Corrected twins and controls", Styles.Strong));
        if (twins.Count == 0)
        {
            terminal.Line("  none");
            return;
        }

        Table(terminal, twins, environments, "scenario", twin => twin.Scenario.Name, MatrixText.OfTwin);
        Notes(terminal, twins);
    }

    /// <summary>Scenarios and twins in one table.</summary>
    internal static void PrintAll(Terminal terminal, IReadOnlyList<MatrixCell> cells, IReadOnlyList<KernelProfile> environments)
        => Table(
            terminal,
            cells,
            environments,
            "scenario",
            cell => cell.Scenario.Name,
            cell => cell.Scenario.Corrected || cell.Scenario.IsControl ? MatrixText.OfTwin(cell) : MatrixText.Of(cell));

    private static void Table(
        Terminal terminal,
        IEnumerable<MatrixCell> cells,
        IReadOnlyList<KernelProfile> environments,
        string head,
        Func<MatrixCell, string> name,
        Func<MatrixCell, string> text)
    {
        var table = Tables.Plain(terminal);
        table.AddColumn(new TableColumn(head).NoWrap());
        foreach (var environment in environments)
        {
            table.AddColumn(environment.Name);
        }

        foreach (var row in cells.GroupBy(cell => cell.Scenario))
        {
            table.AddRow([
                new Text(name(row.First())),
                .. row.Select(cell => new Text(text(cell), StyleOf(cell))),
            ]);
        }

        terminal.Render(table);
    }

    /// <summary>What a cell has no room for: why it failed, and findings that are another row's or nobody's.</summary>
    private static void Notes(Terminal terminal, IReadOnlyList<MatrixCell> cells)
    {
        foreach (var cell in cells)
        {
            string where = $"{cell.Scenario.Name} in {cell.Environment.Name}";
            if (cell.Error is { } error)
            {
                terminal.Line(new("error", Styles.Bad), new($" {where}: {Given.Printed(error)}"));
            }

            var unknown = cell.Others.Where(other => !MatrixRows.IsCatalogued(other)).ToList();
            if (unknown.Count > 0 && cell.Scenario is { Corrected: false, IsControl: false })
            {
                terminal.Line(new("in no catalogue", Styles.Unsure), new($" {where}: {string.Join(", ", unknown)}"));
            }
        }
    }

    private static Style StyleOf(MatrixCell cell) => cell.Result switch
    {
        CellResult.Found or CellResult.Failed => Styles.Bad,
        CellResult.Absent => Styles.Good,
        CellResult.NotFound => Styles.Unsure,
        _ => Styles.Faint,
    };
}
