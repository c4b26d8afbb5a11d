using System.Text.Json;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>The <c>coverage</c> of a result as JSON.</summary>
internal static class CoverageJson
{
    // Enough to see what is missing; the numbers say how much there is.
    private const int MostListed = 64;

    internal static void Write(Utf8JsonWriter writer, Coverage? coverage)
    {
        writer.WritePropertyName("coverage");
        if (coverage is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("probes", coverage.Probes);
        writer.WriteNumber("reached", coverage.Reached);
        writer.WriteStartArray("never_reached");
        foreach (var site in coverage.NeverReached)
        {
            writer.WriteStartObject();
            writer.WriteString("file", site.FileName);
            writer.WriteNumber("line", site.Line);
            writer.WriteString("function", CNames.Of(site.Function));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        List(writer, "one_sided_choices", coverage.OneSidedChoices);
        List(writer, "one_sided_orders", coverage.OneSidedOrders);
        writer.WriteBoolean("partial", coverage.IsPartial);
        writer.WriteEndObject();
    }

    private static void List(Utf8JsonWriter writer, string key, IReadOnlyList<string> texts)
    {
        writer.WriteNumber($"{key}_count", texts.Count);
        writer.WriteStartArray(key);
        foreach (string text in texts.Take(MostListed))
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
