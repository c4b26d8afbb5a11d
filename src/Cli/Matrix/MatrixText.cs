namespace Smp.Cli;

/// <summary>The matrix in words.</summary>
internal static class MatrixText
{
    internal const string Legend =
        "found N: the bug was found and recognised, N the fewest switches it takes (a switch: another agent steps although the one "
        + "before could go on); (sleep): only where a copy to or from user memory may sleep; (compiled): only as a compiler changed the module; (source): the source allows it, what the compiler made of it was proved not to; "
        + "absent: everything was explored, also with copies that sleep, and the bug is not there (a schedule ends at its first finding, whichever bug that is); not found: not everything was explored; "
        + "n/a: the environment does not have what the module needs.";

    /// <summary><c>found 2 (sleep)</c>.</summary>
    internal static string Of(MatrixCell cell) => cell.Result switch
    {
        CellResult.Found => $"found {Numbers.Grouped(cell.Switches)}{Conditions(cell)}",
        CellResult.Absent => "absent",
        CellResult.NotFound => "not found",
        CellResult.NotApplicable => "n/a",
        CellResult.Failed => "error",
        _ => "-",
    };

    /// <summary>The result as JSON names it.</summary>
    internal static string Name(CellResult result) => result switch
    {
        CellResult.Found => "found",
        CellResult.Absent => "absent",
        CellResult.NotFound => "not-found",
        CellResult.NotApplicable => "n/a",
        CellResult.Failed => "error",
        _ => "open",
    };

    /// <summary>The result that JSON names so.</summary>
    /// <exception cref="FormatException">It names none.</exception>
    internal static CellResult ResultOf(string name)
        => Enum.GetValues<CellResult>().FirstOrDefault(result => result != CellResult.Open && Name(result) == name) is var known and not CellResult.Open
            ? known
            : throw new FormatException($"'{Given.Printed(name)}' is no result of a cell");

    /// <summary>What came of a twin.</summary>
    internal static string OfTwin(MatrixCell twin) => twin.Result switch
    {
        CellResult.Absent => "proved",
        CellResult.NotFound => "not proved",
        _ => Of(twin),
    };

    private static string Conditions(MatrixCell cell)
    {
        string conditions = cell.Needs.Replace("+", ", ", StringComparison.Ordinal);
        if (cell.IsSourceOnly)
        {
            conditions = conditions.Length == 0 ? "source" : "source, " + conditions;
        }

        return conditions.Length == 0 ? "" : $" ({conditions})";
    }
}
