using System.Globalization;
using System.Text.RegularExpressions;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>Which scenarios are rows of the matrix, in the catalogue's order.</summary>
internal static partial class MatrixRows
{
    /// <summary>
    /// The scenarios of buggy modules whose names are those of catalogued bugs (SLP-1), by module, family and number: a
    /// cell is found only if that bug is recognised, so that others have no row.
    /// </summary>
    /// <exception cref="UsageException">There is no such module.</exception>
    internal static IReadOnlyList<Scenario> Of(IEnumerable<Scenario> all, IReadOnlyList<Given> modules)
    {
        var rows = all.Where(s => !s.Corrected).ToList();
        var names = rows.Select(s => s.Module).Distinct().ToList();
        foreach (var module in modules)
        {
            if (!names.Contains(module.Text))
            {
                string suggestion = Nearest.Suggest(module.Text, names);
                throw new UsageException($"{module.Where}: unknown module '{Given.Printed(module.Text)}'"
                    + (suggestion.Length > 0 ? suggestion : $"; there are {string.Join(", ", names)}"));
            }

            if (!rows.Any(s => s.Module == module.Text && (IsCatalogued(s.Bug) || s.IsControl)))
            {
                throw new UsageException(
                    $"{module.Where}: no scenario of '{module.Text}' is named after a catalogued bug; smp explore '{module.Text}/*' explores them");
            }
        }

        return [.. rows
            .Where(s => IsCatalogued(s.Bug) && !s.IsControl && (modules.Count == 0 || modules.Any(m => m.Text == s.Module)))
            .OrderBy(s => s.Module, StringComparer.Ordinal)
            .ThenBy(s => Family(s.Bug), StringComparer.Ordinal)
            .ThenBy(s => Number(s.Bug))
            .ThenBy(s => s.Name, StringComparer.Ordinal)];
    }

    /// <summary>The controls: scenarios in which there is nothing to find, of the modules that are asked for.</summary>
    internal static IReadOnlyList<Scenario> Controls(IEnumerable<Scenario> all, IReadOnlyList<Given> modules)
        => [.. all.Where(s => s.IsControl && (modules.Count == 0 || modules.Any(m => m.Text == s.Module)))];

    /// <summary>A cell for each row and environment, not computed.</summary>
    internal static IReadOnlyList<MatrixCell> Cells(IEnumerable<Scenario> rows, IReadOnlyList<KernelProfile> environments)
        => [.. rows.SelectMany(scenario => environments.Select(environment => new MatrixCell(scenario, environment)
        {
            Result = scenario.Environments.Contains(environment) ? CellResult.Open : CellResult.NotApplicable,
        }))];

    /// <summary>Whether a name is of the form that catalogued bugs have: letters, perhaps a digit, a hyphen, a number.</summary>
    internal static bool IsCatalogued(string bug) => BugName().IsMatch(bug);

    private static string Family(string bug) => IsCatalogued(bug) ? bug[..bug.IndexOf('-', StringComparison.Ordinal)] : bug;

    private static int Number(string bug)
        => IsCatalogued(bug) ? int.Parse(bug.AsSpan(bug.IndexOf('-', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^[A-Z]+[0-9]?-[0-9]{1,6}$")]
    private static partial Regex BugName();
}
