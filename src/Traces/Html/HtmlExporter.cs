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
        using var page = new StringWriter(new StringBuilder());
        Write(trace, page);
        return page.ToString();
    }

    private static void Write(Trace trace, TextWriter page)
    {
        ArgumentNullException.ThrowIfNull(trace);
        foreach (var (text, slot) in PlayerFiles.Template())
        {
            page.Write(text);
            switch (slot)
            {
                case PlayerSlot.Title:
                    page.Write(Escaped($"{trace.Header.Scenario} in {trace.Header.Environment}: {Conclusion.Title(trace)}"));
                    break;
                case PlayerSlot.Style:
                    page.Write(PlayerFiles.Style());
                    break;
                case PlayerSlot.Data:
                    PlayerData.Write(trace, page);
                    break;
                case PlayerSlot.Script:
                    page.Write(PlayerFiles.Script());
                    break;
            }
        }
    }

    private static string Escaped(string text)
        => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
