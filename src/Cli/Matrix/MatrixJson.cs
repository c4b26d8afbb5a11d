using System.Text.Json;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>
/// The matrix as one JSON object, version 1. The keys of a cell up to <c>token</c> are the format; what follows may be
/// added to without a new version.
/// </summary>
internal static class MatrixJson
{
    internal static string Write(IReadOnlyList<MatrixCell> cells, IReadOnlyList<MatrixCell>? twins, bool interrupted)
    {
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", 1);
            writer.WriteStartArray("cells");
            foreach (var cell in cells.Where(cell => cell.Result != CellResult.Open))
            {
                Cell(writer, cell);
            }

            writer.WriteEndArray();
            if (twins is not null)
            {
                writer.WriteStartArray("twins");
                foreach (var twin in twins.Where(twin => twin.Verdict is not null && twin.Result != CellResult.Open))
                {
                    Twin(writer, twin);
                }

                writer.WriteEndArray();
            }

            writer.WriteBoolean("cancelled", interrupted);
        });
    }

    private static void Cell(Utf8JsonWriter writer, MatrixCell cell)
    {
        writer.WriteStartObject();
        writer.WriteString("bug", cell.Scenario.Bug);
        writer.WriteString("module", cell.Scenario.Module);
        writer.WriteString("environment", cell.Environment.Name);
        writer.WriteString("result", MatrixText.Name(cell.Result));
        writer.WriteString("verdict", cell.Verdict?.Name() ?? "");
        writer.WriteString("needs", cell.NeedsSleep ? "sleep" : "");
        writer.WriteNumber("schedules", cell.Schedules);
        writer.WriteNumber("switches", cell.Switches);
        writer.WriteString("token", cell.Token);
        writer.WriteString("scenario", cell.Scenario.Name);
        writer.WriteString("granularity", cell.Result == CellResult.Found ? cell.Trials[^1] : "");
        writer.WriteBoolean("source_only", cell.IsSourceOnly);
        Strings(writer, "trials", cell.Trials);
        Strings(writer, "others", cell.Others);
        writer.WriteString("error", cell.Error);
        writer.WriteEndObject();
    }

    private static void Twin(Utf8JsonWriter writer, MatrixCell twin)
    {
        writer.WriteStartObject();
        writer.WriteString("scenario", twin.Scenario.Name);
        writer.WriteString("environment", twin.Environment.Name);
        writer.WriteString("verdict", twin.Verdict?.Name() ?? "");
        writer.WriteNumber("schedules", twin.Schedules);
        writer.WriteNumber("states", twin.States);
        writer.WriteBoolean("reached", twin.IsReached);
        Strings(writer, "trials", twin.Trials);
        writer.WriteString("kernel_fix", twin.Scenario.KernelFix);
        writer.WriteString("token", twin.Token);
        writer.WriteString("error", twin.Error);
        writer.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter writer, string key, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(key);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
