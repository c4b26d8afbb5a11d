namespace Smp.Traces;

/// <summary>The default format: what a person reads first. Plain text without colours.</summary>
public sealed class ColumnsExporter : ITraceExporter
{
    private readonly ColumnsOptions _options;

    /// <summary>Columns 100 characters wide, or as <paramref name="options"/> say.</summary>
    public ColumnsExporter(ColumnsOptions? options = null) => _options = options ?? new ColumnsOptions();

    /// <inheritdoc/>
    public string Name => "columns";

    /// <inheritdoc/>
    public string FileEnding => "columns.txt";

    /// <inheritdoc/>
    /// <remarks>How wide what is depends on the whole: the trace is read twice.</remarks>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var row in ColumnsRenderer.Rows(trace, _options))
        {
            output.Write(row.Text);
            output.Write('\n');
        }
    }
}
