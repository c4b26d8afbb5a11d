using System.Text.Json;

namespace Smp.Exploration;

/// <summary>What is known of a finding beyond its schedule, as keys of its JSON object.</summary>
internal static class FindingJson
{
    /// <summary><c>first_token</c>, <c>first_steps</c>, <c>first_switches</c>, <c>shrunk</c>, <c>passing</c>, <c>fails_always</c>, <c>cause</c>.</summary>
    internal static void Aftermath(Utf8JsonWriter writer, FoundFinding finding)
    {
        writer.WriteString("first_token", finding.First.Token.ToString());
        writer.WriteNumber("first_steps", finding.First.Steps);
        writer.WriteNumber("first_switches", finding.First.Switches);
        if (finding.Shrunk is { } shrunk)
        {
            writer.WriteStartObject("shrunk");
            Size(writer, "before", shrunk.Before);
            Size(writer, "after", shrunk.After);
            writer.WriteString("fewest_switches", shrunk.IsProved ? "proved" : "found");
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("shrunk");
        }

        if (finding.Passing is { } passing)
        {
            writer.WriteStartObject("passing");
            writer.WriteString("token", passing.Token.ToString());
            Decision(writer, finding, passing.Decision);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("passing");
        }

        writer.WriteBoolean("fails_always", finding.FailsAlways);
        if (finding.Cause is { } cause)
        {
            writer.WriteStartObject("cause");
            writer.WriteString("text", cause.Text);
            writer.WriteStartArray("steps");
            foreach (int step in cause.Steps)
            {
                writer.WriteNumberValue(step);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("cause");
        }
    }

    private static void Size(Utf8JsonWriter writer, string key, ScheduleSize size)
    {
        writer.WriteStartObject(key);
        writer.WriteNumber("switches", size.Switches);
        writer.WriteNumber("steps", size.Steps);
        writer.WriteNumber("processes", size.Processes);
        writer.WriteEndObject();
    }

    private static void Decision(Utf8JsonWriter writer, FoundFinding finding, Machine.Decision decision)
    {
        writer.WriteStartObject("decision");
        writer.WriteNumber("step", decision.Step);
        writer.WriteString("kind", decision.IsValue ? "value" : "agent");
        writer.WriteString("agent", finding.Recording.Agents[decision.Agent].Name);
        if (decision.IsValue)
        {
            writer.WriteNumber("value", decision.Taken);
            writer.WriteNumber("instead", decision.Instead);
        }
        else
        {
            writer.WriteString("instead", finding.Recording.Agents[decision.Instead].Name);
        }

        writer.WriteEndObject();
    }
}
