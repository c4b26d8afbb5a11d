using System.Text.Json;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>The figures of <c>smp bench</c> as one JSON object, version 2.</summary>
internal static class BenchJson
{
    private static readonly (BenchMode Mode, string Name)[] s_modes =
    [
        (BenchMode.Bare, "bare"), (BenchMode.Watched, "detectors"), (BenchMode.Races, "detectors_and_races"), (BenchMode.Two, "two_workers"),
        (BenchMode.Apart, "two_hunts_apart"),
    ];

    internal static string Write(BenchOptions options, IReadOnlyList<BenchRow> rows, BenchMemory? memory, bool interrupted)
    {
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", 2);
            writer.WriteBoolean("interrupted", interrupted);
            writer.WriteNumber("runs", options.Runs);
            writer.WriteNumber("seconds_each", options.Time.TotalSeconds);
            writer.WriteNumber("processors", System.Environment.ProcessorCount);
            writer.WriteStartArray("rows");
            foreach (var row in rows)
            {
                Write(writer, row);
            }

            writer.WriteEndArray();
            if (memory is not null)
            {
                writer.WriteStartObject("memory");
                writer.WriteNumber("heap_after_short_hunt", memory.AfterFew);
                writer.WriteNumber("schedules_of_short_hunt", memory.Few);
                writer.WriteNumber("heap_after_long_hunt", memory.AfterMany);
                writer.WriteNumber("schedules_of_long_hunt", memory.Many);
                writer.WriteNumber("peak_of_process", memory.Peak);
                writer.WriteEndObject();
            }

            writer.WriteBoolean("goals_by_processor_time", BenchGoal.WasBusy(rows));
            writer.WriteStartArray("goals");
            foreach (var goal in BenchGoal.Of(rows))
            {
                writer.WriteStartObject();
                writer.WriteString("goal", goal.Text);
                writer.WriteNumber("reached", Math.Round(goal.Value, 3));
                writer.WriteBoolean("met", goal.IsMet);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter writer, BenchRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("name", row.Program);
        writer.WriteString("environment", row.Environment);
        writer.WriteString("strategy", row.Strategy);
        writer.WriteString("engine", row.Engine);
        writer.WriteString("host", row.Host);
        writer.WriteNumber("runs", row.Runs);
        foreach (var (mode, name) in s_modes)
        {
            if (row.Has(mode))
            {
                writer.WriteStartObject(name);
                Write(writer, "schedules_per_s", row.Schedules(mode), 1);
                Write(writer, "steps_per_s", row.Steps(mode), 1);
                Write(writer, "processors", row.Processors(mode), 3);
                writer.WriteEndObject();
            }
        }

        if (row.Has(BenchMode.Two))
        {
            Write(writer, "factor_of_two_workers", row.Factor, 3);
        }

        writer.WriteNumber("bytes_per_schedule", Math.Round(row.BytesPerSchedule, 3));
        Write(writer, "ratio_to_plain_loop", row.Ratio, 5);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Spread spread, int digits)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("min", Math.Round(spread.Min, digits));
        writer.WriteNumber("median", Math.Round(spread.Median, digits));
        writer.WriteNumber("max", Math.Round(spread.Max, digits));
        writer.WriteEndObject();
    }
}
