namespace Smp.Traces;

/// <summary>Writes a trace in one format: a pure function of the trace.</summary>
public interface ITraceExporter
{
    /// <summary>The name by which <c>--format</c> knows it.</summary>
    string Name { get; }

    /// <summary>The trace in this format, every line ended by <c>\n</c>.</summary>
    string Export(Trace trace);
}
