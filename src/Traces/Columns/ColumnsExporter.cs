using System.Text;

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
    public string Export(Trace trace)
    {
        var output = new StringBuilder();
        foreach (var row in ColumnsRenderer.Render(trace, _options))
        {
            output.Append(row.Text).Append('\n');
        }

        return output.ToString();
    }
}
