using System.Globalization;
using System.Text.Json;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Results as one JSON object, version 1. Keys come in a fixed order: those of the format first, then those that may be
/// added to without a new version.
/// </summary>
public static class ResultJson
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>The object, ended by a line feed.</summary>
    /// <param name="results">The results, in order.</param>
    /// <param name="trace">Where the trace of a finding was written; null for nowhere.</param>
    /// <param name="cancelled">Whether hunts that should have followed were not begun or not finished.</param>
    public static string Write(
        IEnumerable<HuntResult> results, Func<FoundFinding, string?>? trace = null, bool cancelled = false)
    {
        ArgumentNullException.ThrowIfNull(results);
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", Version);
            writer.WriteStartArray("results");
            foreach (var result in results)
            {
                Result(writer, result, trace);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("cancelled", cancelled);
        });
    }

    private static void Result(Utf8JsonWriter writer, HuntResult result, Func<FoundFinding, string?>? trace)
    {
        writer.WriteStartObject();
        writer.WriteString("scenario", result.Scenario);
        writer.WriteString("environment", result.Environment);
        writer.WriteString("granularity", result.Granularity);
        writer.WriteString("host", result.Host);
        writer.WriteString("engine", result.Engine);
        writer.WriteString("strategy", result.Strategy);
        writer.WriteString("seed", result.Seed);
        writer.WriteString("verdict", result.Verdict.Name());
        Limits(writer, "stage", result.Stage);
        Limits(writer, "bounds", result.Bounds);
        writer.WriteString("reduction", result.Reduction);
        Strings(writer, "detectors", result.Detectors);
        writer.WriteNumber("schedules", result.Schedules);
        writer.WriteNumber("distinct", result.Distinct);
        writer.WriteNumber("states", result.States);
        writer.WriteNumber("steps", result.Steps);
        writer.WriteNumber("first_hit", result.FirstHit);
        writer.WriteNumber("elapsed_ms", Math.Round(result.ElapsedMs, 3));
        writer.WriteStartArray("findings");
        foreach (var finding in result.Findings)
        {
            Finding(writer, finding, trace?.Invoke(finding));
        }

        writer.WriteEndArray();
        More(writer, result);
        writer.WriteEndObject();
    }

    private static void Finding(Utf8JsonWriter writer, FoundFinding finding, string? trace)
    {
        writer.WriteStartObject();
        writer.WriteString("id", finding.Id);
        writer.WriteString("kind", finding.Kind);
        writer.WriteString("bug", finding.Bug);
        writer.WriteString("title", finding.Title);
        writer.WriteString("token", finding.Token.ToString());
        writer.WriteNumber("steps", finding.Steps);
        writer.WriteNumber("switches", finding.Switches);
        writer.WriteString("trace", trace);
        writer.WriteString("strategy", finding.Strategy);
        writer.WriteNumber("first_hit", finding.FirstHit);
        writer.WriteNumber("hits", finding.Hits);
        writer.WriteString("explanation", finding.Report.Explanation);
        FindingJson.Aftermath(writer, finding);
        if (finding.EngineTrace is { } own)
        {
            writer.WritePropertyName("engine_trace");
            writer.WriteRawValue(own);
        }

        writer.WriteEndObject();
    }

    /// <summary>What stands after the keys of the format.</summary>
    private static void More(Utf8JsonWriter writer, HuntResult result)
    {
        writer.WriteBoolean("distinct_is_estimate", result.DistinctIsEstimate);
        writer.WriteString("engine_version", result.EngineVersion);
        writer.WriteString("host_version", result.HostVersion);
        writer.WriteNumber("too_long", result.TooLong);
        writer.WriteNumber("unexplained_hits", result.UnexplainedHits);
        writer.WriteStartArray("reached");
        foreach (var condition in result.Reached)
        {
            writer.WriteStartObject();
            writer.WriteString("condition", condition.Name);
            writer.WriteBoolean("reached", condition.IsReached);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Strings(writer, "not_explored", result.NotExplored);
        writer.WriteString("error", result.ErrorMessage);
        writer.WriteBoolean("cancelled", result.Cancelled);
        CoverageJson.Write(writer, result.Coverage);
        OddsJson.Write(writer, result.Odds);
        writer.WriteStartArray("notes");
        foreach (var note in result.Notes)
        {
            Note(writer, note);
        }

        writer.WriteEndArray();
    }

    private static void Note(Utf8JsonWriter writer, FoundFinding note)
    {
        writer.WriteStartObject();
        writer.WriteString("id", note.Id);
        writer.WriteString("bug", note.Bug);
        writer.WriteString("title", note.Title);
        writer.WriteString("token", note.Token.ToString());
        writer.WriteNumber("hits", note.Hits);
        writer.WriteString("explanation", note.Report.Explanation);
        writer.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter writer, string key, IEnumerable<string> texts)
    {
        writer.WriteStartArray(key);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Limits(Utf8JsonWriter writer, string key, IReadOnlyDictionary<string, string> limits)
    {
        writer.WriteStartObject(key);
        foreach (var (name, value) in limits)
        {
            if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                writer.WriteNumber(name, number);
            }
            else
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
    }
}
