using System.Text.Json;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// A comparison as one JSON object, version 1. Each kernel has the token of its own run: the steps are had by replaying that.
/// </summary>
public static class ComparisonJson
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>The object, ended by a line feed.</summary>
    public static string Write(TraceComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return JsonText.Object(writer =>
        {
            writer.WriteNumber("version", Version);
            writer.WriteString("scenario", comparison.Scenario);
            writer.WriteString("environment", comparison.Environment);
            writer.WriteString("token", comparison.Token);
            writer.WriteStartArray("kernels");
            foreach (var kernel in comparison.Kernels)
            {
                Kernel(writer, kernel);
            }

            writer.WriteEndArray();
        });
    }

    private static void Kernel(Utf8JsonWriter writer, ComparedTrace kernel)
    {
        var header = kernel.Trace.Header;
        writer.WriteStartObject();
        writer.WriteString("environment", header.Environment);
        writer.WriteString("token", header.Token);
        writer.WriteString("outcome", header.Outcome);
        writer.WriteNumber("steps", kernel.Trace.StepCount);
        if (header.Finding is { } finding)
        {
            writer.WriteStartObject("finding");
            writer.WriteString("id", finding.Id);
            writer.WriteString("bug", finding.Bug);
            writer.WriteString("title", finding.Title);
            writer.WriteString("explanation", finding.Explanation);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("finding");
        }

        if (kernel.Parting is { } parting)
        {
            writer.WriteStartObject("parts");
            writer.WriteString("kind", parting.Kind);
            writer.WriteNumber("after_step", parting.After);
            writer.WriteNumber("reference_step", parting.Reference);
            writer.WriteString("agent", parting.Agent);
            writer.WriteString("lock", parting.Lock);
            writer.WriteString("holder", parting.Holder);
            writer.WriteString("text", parting.Text);
            writer.WriteString("elsewhere", parting.Elsewhere);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("parts");
        }

        writer.WriteStartArray("common");
        foreach (var common in kernel.Common)
        {
            writer.WriteStartObject();
            writer.WriteNumber("reference_step", common.Reference);
            writer.WriteNumber("step", common.Step);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
