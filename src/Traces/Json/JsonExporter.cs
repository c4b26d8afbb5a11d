using System.Text.Json;

namespace Smp.Traces;

/// <summary>
/// The canonical trace as JSON Lines: the header, then a line for each step, message and log line. Keys come in a fixed
/// order; <see cref="JsonTraceReader"/> reads it back.
/// </summary>
public sealed class JsonExporter : ITraceExporter
{
    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public string FileEnding => "json";

    /// <inheritdoc/>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        using var json = new JsonSink(output);
        json.Object(writer => Header(writer, trace.Header));
        output.Write('\n');
        foreach (var line in trace.Lines)
        {
            json.Object(writer => Line(writer, line));
            output.Write('\n');
        }

        foreach (var line in trace.Beside)
        {
            json.Object(writer => Beside(writer, line));
            output.Write('\n');
        }

        foreach (var source in trace.Sources)
        {
            json.Object(writer => Source(writer, source));
            output.Write('\n');
        }
    }

    private static void Beside(Utf8JsonWriter writer, TraceLine line)
    {
        writer.WriteString("line", "beside");
        writer.WriteStartObject("of");
        Line(writer, line);
        writer.WriteEndObject();
    }

    private static void Source(Utf8JsonWriter writer, TraceSource source)
    {
        writer.WriteString("line", "source");
        writer.WriteString("file", source.File);
        writer.WriteStartArray("text");
        foreach (string text in source.Lines)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Line(Utf8JsonWriter writer, TraceLine line)
    {
        switch (line)
        {
            case TraceStep step:
                Step(writer, step);
                break;
            case TraceMessage message:
                writer.WriteString("line", "message");
                writer.WriteNumber("step", message.Number);
                writer.WriteString("from", message.From);
                writer.WriteString("to", message.To);
                writer.WriteString("text", message.Text);
                break;
            case TraceLog log:
                writer.WriteString("line", "log");
                writer.WriteNumber("step", log.Number);
                writer.WriteNumber("cpu", log.Cpu);
                writer.WriteString("agent_name", log.AgentName);
                writer.WriteNumber("level", log.Level);
                writer.WriteString("text", log.Text);
                writer.WriteBoolean("ends_line", log.EndsLine);
                writer.WriteBoolean("has_level", log.HasLevel);
                break;
        }
    }

    private static void Header(Utf8JsonWriter writer, TraceHeader header)
    {
        writer.WriteString("line", "header");
        writer.WriteNumber("version", header.Version);
        writer.WriteString("scenario", header.Scenario);
        writer.WriteString("environment", header.Environment);
        writer.WriteString("granularity", header.Granularity);
        writer.WriteString("engine", header.Engine);
        writer.WriteString("host", header.Host);
        writer.WriteString("strategy", header.Strategy);
        writer.WriteString("seed", header.Seed);
        writer.WriteString("build", header.Build);
        writer.WriteString("token", header.Token);
        writer.WriteNumber("cpus", header.Cpus);
        writer.WriteString("outcome", header.Outcome);
        if (header.Finding is null)
        {
            writer.WriteNull("finding");
        }
        else
        {
            writer.WriteStartObject("finding");
            Finding(writer, header.Finding);
            writer.WriteEndObject();
        }

        if (header.Contrast is { } contrast)
        {
            writer.WriteStartObject("contrast");
            writer.WriteNumber("step", contrast.Step);
            writer.WriteString("text", contrast.Text);
            writer.WriteString("token", contrast.Token);
            writer.WriteBoolean("passes", contrast.Passes);
            writer.WriteEndObject();
        }

        if (header.Memory.Count != 0)
        {
            writer.WriteStartArray("memory");
            foreach (var word in header.Memory)
            {
                Word(writer, word);
            }

            writer.WriteEndArray();
        }

        writer.WriteStartArray("agents");
        foreach (var agent in header.Agents)
        {
            Agent(writer, agent);
        }

        writer.WriteEndArray();
    }

    private static void Finding(Utf8JsonWriter writer, TraceFinding finding)
    {
        writer.WriteString("id", finding.Id);
        writer.WriteString("kind", finding.Kind);
        writer.WriteString("bug", finding.Bug);
        writer.WriteString("title", finding.Title);
        writer.WriteString("explanation", finding.Explanation);
        writer.WriteString("detector", finding.Detector);
        writer.WriteString("subject", finding.Subject);
        writer.WriteString("message", finding.Message);
        writer.WriteNumber("agent", finding.Agent);
        writer.WriteStartArray("involved");
        foreach (var access in finding.Involved)
        {
            writer.WriteStartObject();
            writer.WriteString("function", access.Function);
            writer.WriteString("object", access.Object);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (finding.Fault is { } fault)
        {
            Fault(writer, fault);
        }
        else
        {
            writer.WriteNull("fault");
        }

        if (finding.Module is { } module)
        {
            writer.WriteStartObject("module");
            writer.WriteString("name", module.Name);
            writer.WriteString("address", module.Address);
            writer.WriteNumber("size", module.Size);
            writer.WriteNumber("references", module.References);
            writer.WriteEndObject();
        }

        if (finding.Race is { } race)
        {
            writer.WriteStartObject("race");
            writer.WriteString("address", race.Address);
            writer.WriteNumber("size", race.Size);
            writer.WriteNumber("earlier", race.Earlier);
            writer.WriteNumber("later", race.Later);
            writer.WriteEndObject();
        }
    }

    private static void Fault(Utf8JsonWriter writer, TraceFault fault)
    {
        writer.WriteStartObject("fault");
        writer.WriteString("kind", JsonNames.Of(fault.Kind));
        writer.WriteBoolean("write", fault.IsWrite);
        writer.WriteString("address", fault.Address);
        writer.WriteNumber("size", fault.Size);
        writer.WriteString("region", fault.Region);
        writer.WriteString("region_kind", JsonNames.Of(fault.RegionKind));
        writer.WriteString("owner", fault.Owner);
        writer.WriteString("region_start", fault.RegionStart);
        writer.WriteNumber("region_size", fault.RegionSize);
        writer.WriteNumber("offset", fault.Offset);
        writer.WriteEndObject();
    }

    private static void Word(Utf8JsonWriter writer, TraceWord word)
    {
        writer.WriteStartObject();
        writer.WriteString("name", word.Name);
        writer.WriteString("kind", JsonNames.Of(word.Kind));
        writer.WriteString("owner", word.Owner);
        writer.WriteNumber("value", word.Value);
        Pointee(writer, word.Pointee);
        if (word.IsBytes)
        {
            writer.WriteBoolean("bytes", true);
        }

        writer.WriteEndObject();
    }

    private static void Pointee(Utf8JsonWriter writer, string name)
    {
        if (name.Length != 0)
        {
            writer.WriteString("pointee", name);
        }
    }

    private static void Agent(Utf8JsonWriter writer, TraceAgent agent)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", agent.Id);
        writer.WriteString("name", agent.Name);
        writer.WriteString("kind", JsonNames.Of(agent.Kind));
        writer.WriteBoolean("daemon", agent.IsDaemon);
        writer.WriteString("blocked", agent.Blocked);
        writer.WriteString("file", agent.File);
        writer.WriteNumber("line", agent.Line);
        writer.WriteString("function", agent.Function);
        writer.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter writer, TraceStep step)
    {
        writer.WriteString("line", "step");
        writer.WriteNumber("step", step.Number);
        writer.WriteNumber("cpu", step.Cpu);
        writer.WriteString("context", JsonNames.Of(step.Context));
        writer.WriteNumber("depth", step.Depth);
        writer.WriteNumber("agent", step.Agent);
        writer.WriteString("agent_name", step.AgentName);
        writer.WriteString("actor", step.Actor);
        writer.WriteString("code", JsonNames.Of(step.Code));
        writer.WriteString("operation", JsonNames.Of(step.Operation));
        writer.WriteString("object", step.Object);
        writer.WriteNumber("value", step.Value);
        Pointee(writer, step.Pointee);
        if (step.Returned is { } returned)
        {
            writer.WriteNumber("returned", returned);
        }
        else
        {
            writer.WriteNull("returned");
        }

        writer.WriteNumber("argument", step.Argument);
        writer.WriteString("file", step.File);
        writer.WriteNumber("source_line", step.Line);
        writer.WriteString("function", step.Function);
        writer.WriteString("module", step.Module);
        writer.WriteString("kernel_function", step.KernelFunction);
        writer.WriteString("text", step.Text);
        writer.WriteString("fault", step.Fault);
        writer.WriteBoolean("switch", step.IsSwitch);
        writer.WriteNumber("enabled", step.Enabled);
        writer.WriteBoolean("marked", step.IsMarked);
        Numbers(writer, "runnable", step.Runnable);
        Numbers(writer, "clock", step.Clock);
        if (step.Changes.Count != 0)
        {
            writer.WriteStartArray("changes");
            foreach (var change in step.Changes)
            {
                writer.WriteStartObject();
                writer.WriteNumber("word", change.Word);
                writer.WriteNumber("value", change.Value);
                Pointee(writer, change.Pointee);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (step.Note.Length != 0)
        {
            writer.WriteString("note", step.Note);
        }
    }

    private static void Numbers(Utf8JsonWriter writer, string key, ValueList<int> numbers)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(key);
        foreach (int number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
