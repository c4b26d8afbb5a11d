namespace Smp.Traces;

/// <summary>The formats a trace can be written in.</summary>
public static class Exporters
{
    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<ITraceExporter> All { get; } =
    [
        new ColumnsExporter(),
        new MessagesExporter(),
        new DmesgExporter(),
        new JsonExporter(),
        new PerfettoExporter(),
        new FtraceExporter(),
        new MermaidExporter(),
        new SarifExporter(),
        new HtmlExporter(),
    ];

    /// <summary>The one to use where none is named.</summary>
    public static ITraceExporter Default => All[0];

    /// <summary>The exporter with a name; null if there is none.</summary>
    public static ITraceExporter? Find(string name)
        => All.FirstOrDefault(exporter => string.Equals(exporter.Name, name, StringComparison.Ordinal));
}
