using System.Text.Json;

namespace Smp.Traces;

/// <summary>Steps as locations.</summary>
internal static class SarifPlace
{
    /// <summary>Whether a step has a line of source.</summary>
    internal static bool Has(TraceStep step) => step.File.Length != 0 && step.Line > 0;

    /// <summary>The thread flow a step stands in.</summary>
    internal static string LaneOf(TraceStep step)
        => step.Cpu >= 0 && step.Context is not (TraceContext.Source or TraceContext.Clock) ? $"CPU {step.Cpu}" : step.AgentName;

    /// <summary>A step as an element of a thread flow; the order of all steps is in it.</summary>
    internal static void Step(Utf8JsonWriter writer, TraceStep step)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("location");
        Location(writer, step);
        writer.WriteNumber("nestingLevel", step.Depth);
        writer.WriteNumber("executionOrder", step.Number);
        writer.WriteString(
            "importance", step.IsMarked || step.Fault.Length != 0 ? "essential" : step.Code is CodeKind.Module or CodeKind.Primitive ? "important" : "unimportant");
        writer.WriteEndObject();
    }

    /// <summary>A step as a location.</summary>
    internal static void Location(Utf8JsonWriter writer, TraceStep step)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", Uri.EscapeDataString(step.File));
        writer.WriteEndObject();
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", step.Line);
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (step.Function.Length != 0)
        {
            writer.WriteStartArray("logicalLocations");
            writer.WriteStartObject();
            writer.WriteString("name", step.Function);
            writer.WriteString("kind", "function");
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteStartObject("message");
        writer.WriteString("text", $"step {step.Number}, {step.AgentName}: {StepWords.Text(step)}{(step.Fault.Length == 0 ? "" : $" ({step.Fault})")}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
