using System.Text.Json;

namespace Smp.Traces;

/// <summary>
/// SARIF 2.1.0, which editors and code-scanning sites read: the finding as one result, the interleaving as one code flow
/// with a thread flow for each CPU.
/// </summary>
/// <remarks>Steps without a line of source are left out: there is nothing to go to.</remarks>
public sealed class SarifExporter : ITraceExporter
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";
    private const string Level = "error";

    /// <inheritdoc/>
    public string Name => "sarif";

    /// <inheritdoc/>
    public string FileEnding => "sarif";

    /// <inheritdoc/>
    /// <remarks>CPUs stand one after the other: the trace is read once for each of them, and once before.</remarks>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        using var json = new JsonSink(output, indented: true);
        var writer = json.Writer;
        var finding = trace.Header.Finding;
        writer.WriteStartObject();
        writer.WriteString("$schema", Schema);
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        Tool(writer, trace.Header, finding);
        writer.WriteStartObject("automationDetails");
        writer.WriteString("id", $"{trace.Header.Scenario}/{trace.Header.Environment}/");
        writer.WriteEndObject();
        writer.WriteString("columnKind", "utf16CodeUnits");
        writer.WriteStartArray("results");
        if (finding is not null)
        {
            Result(json, trace, finding, new SarifSurvey(trace));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        json.Pass();
        output.Write('\n');
    }

    private static string RuleOf(TraceFinding finding) => finding.Bug ?? finding.Kind;

    private static void Tool(Utf8JsonWriter writer, TraceHeader header, TraceFinding? finding)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "Smp");
        if (header.Build.Length != 0)
        {
            writer.WriteString("version", header.Build);
        }

        writer.WriteStartArray("rules");
        if (finding is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("id", RuleOf(finding));
            Text(writer, "shortDescription", finding.Title);
            writer.WriteStartObject("defaultConfiguration");
            writer.WriteString("level", Level);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Result(JsonSink json, Trace trace, TraceFinding finding, SarifSurvey survey)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("ruleId", RuleOf(finding));
        writer.WriteNumber("ruleIndex", 0);
        writer.WriteString("kind", "fail");
        writer.WriteString("level", Level);
        string explanation = Conclusion.Explanation(finding);
        Text(writer, "message", string.Join('\n', new[] { Conclusion.Title(trace), explanation, Conclusion.Replay(trace) }.Where(line => line.Length != 0)));
        writer.WriteStartArray("locations");
        if (survey.Place is { } place)
        {
            SarifPlace.Location(writer, place);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("relatedLocations");
        foreach (var marked in survey.Marked)
        {
            SarifPlace.Location(writer, marked);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("partialFingerprints");
        writer.WriteString("smpFinding/v1", $"{trace.Header.Scenario}/{finding.Id}");
        writer.WriteEndObject();
        if (survey.Lanes.Count != 0)
        {
            Flow(json, trace, survey);
        }

        writer.WriteStartObject("properties");
        writer.WriteString("scenario", trace.Header.Scenario);
        writer.WriteString("environment", trace.Header.Environment);
        writer.WriteString("token", trace.Header.Token);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Flow(JsonSink json, Trace trace, SarifSurvey survey)
    {
        var writer = json.Writer;
        writer.WriteStartArray("codeFlows");
        writer.WriteStartObject();
        writer.WriteStartArray("threadFlows");
        foreach (string lane in survey.Lanes)
        {
            writer.WriteStartObject();
            writer.WriteString("id", lane);
            writer.WriteStartArray("locations");
            foreach (var step in trace.Steps.Where(step => SarifPlace.Has(step) && SarifPlace.LaneOf(step) == lane))
            {
                SarifPlace.Step(writer, step);
                json.Pass();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }
}
