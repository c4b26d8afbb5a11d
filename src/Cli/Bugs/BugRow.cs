using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>A catalogued bug, where it was found, and where its corrected twin was proved.</summary>
/// <param name="Scenario">The scenario of the bug.</param>
/// <param name="Cells">What the matrix says of it, an environment each.</param>
/// <param name="Twins">What it says of the twin; none if there is no twin.</param>
internal sealed record BugRow(Scenario Scenario, IReadOnlyList<MatrixCell> Cells, IReadOnlyList<MatrixCell> Twins)
{
    // Two CPUs first, where a reader sees most, then the kernels the modules were written for.
    private static readonly string[] s_preferred = ["S26", "S68", "S26p", "S68p", "UP", "U0", "B20"];

    /// <summary>The cell whose schedule is the shortest to tell: fewest switches, without sleeping copies if it can be; null if it was found nowhere.</summary>
    internal MatrixCell? Shortest
        => Cells
            .Where(cell => cell.Result == CellResult.Found)
            .OrderBy(cell => cell.Switches)
            .ThenBy(cell => cell.Needs.Length)
            .ThenBy(cell => Array.IndexOf(s_preferred, cell.Environment.Name))
            .FirstOrDefault();
}
