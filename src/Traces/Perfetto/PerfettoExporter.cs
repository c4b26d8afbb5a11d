namespace Smp.Traces;

/// <summary>
/// Chrome's trace-event JSON, which ui.perfetto.dev opens. The machine is the process, each CPU a thread of it; a step is a
/// slice of ten microseconds inside the functions, calls and interrupts it belongs to. Locks are spans of their own,
/// messages arrows, variables counters, and what the explanation speaks of is marked.
/// </summary>
public sealed class PerfettoExporter : ITraceExporter
{
    /// <inheritdoc/>
    public string Name => "perfetto";

    /// <inheritdoc/>
    public string FileEnding => "perfetto.json";

    /// <inheritdoc/>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);

        // Viewers know the format by its first two characters.
        output.Write("{\"displayTimeUnit\":\"ns\",\n\"traceEvents\":[\n");
        using var json = new JsonSink(output);
        var events = new ChromeEvents(json, output);
        events.Name("process_name", -1, trace.Header.Environment.Length == 0 ? "Smp" : $"Smp, {trace.Header.Environment}");
        for (int cpu = 0; cpu < trace.Header.Cpus; cpu++)
        {
            events.Track(cpu, $"CPU {cpu}");
        }

        var run = new PerfettoRun(events);
        foreach (var line in trace.Lines)
        {
            run.Add(line);
        }

        run.End(trace.Header.Finding is null ? "" : Conclusion.Title(trace));
        output.Write("\n],\n\"otherData\":");
        json.Object(writer =>
        {
            writer.WriteString("scenario", trace.Header.Scenario);
            writer.WriteString("environment", trace.Header.Environment);
            writer.WriteString("finding", Conclusion.Title(trace));
            writer.WriteString("token", trace.Header.Token);
            writer.WriteString("build", trace.Header.Build);
        });
        output.Write("}\n");
    }
}
