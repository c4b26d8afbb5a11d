using System.Text.Json;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>The comparison of strategies as one JSON object, version 1.</summary>
internal static class StrategyJson
{
    internal static string Write(IReadOnlyList<StrategyCell> cells, int seeds, long schedules, bool interrupted)
    {
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", 1);
            writer.WriteNumber("seeds", seeds);
            writer.WriteNumber("schedules", schedules);
            writer.WriteBoolean("interrupted", interrupted);
            writer.WriteStartArray("programs");
            foreach (var program in cells.GroupBy(cell => cell.Program.Name))
            {
                writer.WriteStartObject();
                writer.WriteString("program", program.Key);
                Number(writer, "ratio", StrategyTable.RatioOf([.. program]), 4);
                writer.WriteStartArray("strategies");
                foreach (var cell in program)
                {
                    Cell(writer, cell);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static void Cell(Utf8JsonWriter writer, StrategyCell cell)
    {
        writer.WriteStartObject();
        writer.WriteString("strategy", cell.Strategy);
        writer.WriteNumber("hunts", cell.Hunts);
        writer.WriteNumber("found", cell.Found);
        Number(writer, "mean", cell.Mean, 2);
        Number(writer, "median", cell.Median, 1);
        writer.WriteStartArray("first_hits");
        foreach (long hit in cell.FirstHits)
        {
            writer.WriteNumberValue(hit);
        }

        writer.WriteEndArray();
        writer.WriteString("error", cell.Error);
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, double? number, int digits)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, Math.Round(value, digits));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
