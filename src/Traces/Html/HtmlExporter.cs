using System.Text;

namespace Smp.Traces;

/// <summary>
/// The trace as one page that plays it: styles, code and data in one file that needs no network. The page itself is made
/// of the files in <c>src/Traces/Player</c>.
/// </summary>
public sealed class HtmlExporter : ITraceExporter
{
    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public string Export(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var page = new StringBuilder();
        foreach (var (text, slot) in PlayerFiles.Template())
        {
            page.Append(text).Append(slot switch
            {
                PlayerSlot.Title => Escaped($"{trace.Header.Scenario} in {trace.Header.Environment}: {Conclusion.Title(trace)}"),
                PlayerSlot.Style => PlayerFiles.Style(),
                PlayerSlot.Data => PlayerData.Of(trace),
                PlayerSlot.Script => PlayerFiles.Script(),
                _ => "",
            });
        }

        return page.ToString();
    }

    private static string Escaped(string text)
        => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
