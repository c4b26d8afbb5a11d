using System.Text.Json;

namespace Smp.Cli;

/// <summary>Reads a matrix back that <c>smp matrix --twins --json</c> has written.</summary>
internal static class MatrixFile
{
    /// <summary>The matrix that stands in a file.</summary>
    /// <exception cref="UsageException">It is no such file, or it names what is not known here.</exception>
    internal static ComputedMatrix Read(string path, KnownScenarios known)
    {
        try
        {
            using var json = JsonDocument.Parse(InputFile.Read(path, "MATRIX"));
            return Of(json.RootElement, path, known);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new UsageException($"{path}: not a matrix as smp matrix --twins --json writes it: {e.Message}");
        }
    }

    private static ComputedMatrix Of(JsonElement root, string path, KnownScenarios known)
    {
        if (root.GetProperty("version").GetInt32() != 1)
        {
            throw new UsageException($"{path}: version {root.GetProperty("version")} of the format, this build reads 1");
        }

        if (root.GetProperty("cancelled").GetBoolean())
        {
            throw new UsageException($"{path}: the matrix was interrupted, cells are missing");
        }

        if (!root.TryGetProperty("twins", out var twins))
        {
            throw new UsageException($"{path}: without the corrected twins; smp matrix --twins --json has them");
        }

        var cells = root.GetProperty("cells").EnumerateArray().Select(cell => Cell(cell, path, known)).ToList();
        var proofs = twins.EnumerateArray().Select(twin => Twin(twin, path, known)).ToList();
        var rows = cells
            .GroupBy(cell => cell.Scenario)
            .Select(row => new BugRow(row.Key, [.. row], [.. proofs.Where(twin => twin.Scenario.Name == row.Key.Name + ".fixed")]));
        return new ComputedMatrix([.. rows], [.. proofs.Where(proof => proof.Scenario.IsControl)]);
    }

    private static MatrixCell Cell(JsonElement cell, string path, KnownScenarios known)
    {
        string needs = cell.GetProperty("granularity").GetString()!;
        return new MatrixCell(known.Find(Text(cell, "scenario", path)), KnownScenarios.Environment(Text(cell, "environment", path)))
        {
            Result = MatrixText.ResultOf(cell.GetProperty("result").GetString()!),
            Needs = needs.Length == 0 ? "" : MatrixTrials.Needs(needs),
            IsSourceOnly = cell.GetProperty("source_only").GetBoolean(),
            Switches = cell.GetProperty("switches").GetInt32(),
            Token = cell.GetProperty("token").GetString()!,
        };
    }

    private static MatrixCell Twin(JsonElement twin, string path, KnownScenarios known)
        => new(known.Find(Text(twin, "scenario", path)), KnownScenarios.Environment(Text(twin, "environment", path)))
        {
            Result = twin.GetProperty("verdict").GetString() switch
            {
                "none-exhaustive" => CellResult.Absent,
                "none-not-exhaustive" => CellResult.NotFound,
                "found" => CellResult.Found,
                _ => CellResult.Failed,
            },
        };

    private static Given Text(JsonElement element, string key, string path) => new(element.GetProperty(key).GetString()!, path);
}
