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
    public string FileEnding => "html";

    /// <inheritdoc/>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        foreach (var (text, slot) in PlayerFiles.Template())
        {
            output.Write(text);
            switch (slot)
            {
                case PlayerSlot.Title:
                    output.Write(Escaped($"{trace.Header.Scenario} in {trace.Header.Environment}: {Conclusion.Title(trace)}"));
                    break;
                case PlayerSlot.Style:
                    output.Write(PlayerFiles.Style());
                    break;
                case PlayerSlot.Data:
                    PlayerData.Write(trace, output);
                    break;
                case PlayerSlot.Script:
                    output.Write(PlayerFiles.Script());
                    break;
            }
        }
    }

    private static string Escaped(string text)
        => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
