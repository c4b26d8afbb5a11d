using System.Text.Json;

namespace Smp.Exploration;

/// <summary>Odds as the value of a key <c>odds</c>.</summary>
internal static class OddsJson
{
    private const long StressRuns = 10_000;

    internal static void Write(Utf8JsonWriter writer, FailureOdds? odds)
    {
        if (odds is null)
        {
            writer.WriteNull("odds");
            return;
        }

        writer.WriteStartObject("odds");
        Number(writer, "probability", odds.Probability);
        Number(writer, "runs", odds.Runs);
        Number(writer, "missed_by_10000", odds.MissedBy(StressRuns));
        writer.WriteNumber("states", odds.States);
        writer.WriteString("method", odds.Method);
        writer.WriteString("unknown", odds.Unknown.Length == 0 ? null : odds.Unknown);
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string key, double? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(key, value);
        }
        else
        {
            writer.WriteNull(key);
        }
    }
}
