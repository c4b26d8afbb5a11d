namespace Smp.Traces;

/// <summary>
/// Writes a trace in one format: a pure function of the trace. A trace may be longer than memory: an exporter that has to
/// know something of the whole reads the lines again instead of keeping them.
/// </summary>
public interface ITraceExporter
{
    /// <summary>The name by which <c>--format</c> knows it.</summary>
    string Name { get; }

    /// <summary>What the name of a file in this format ends in, without the dot before it: <c>columns.txt</c>.</summary>
    string FileEnding { get; }

    /// <summary>Writes the trace in this format, every line ended by <c>\n</c>.</summary>
    void Write(Trace trace, TextWriter output);
}

/// <summary>What every exporter can do.</summary>
public static class TraceExporterExtensions
{
    /// <summary>The whole of what is written, as one string.</summary>
    public static string Export(this ITraceExporter exporter, Trace trace)
    {
        ArgumentNullException.ThrowIfNull(exporter);
        var output = new StringWriter();
        exporter.Write(trace, output);
        return output.ToString();
    }
}
