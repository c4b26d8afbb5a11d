using System.Text;
using Spectre.Console;

namespace Smp.Cli;

/// <summary>Where Spectre writes to. Its own class asks .NET's console, which would write escape codes to a terminal.</summary>
internal sealed class SpectreOutput(TextWriter writer, bool isTerminal, int width) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => 25;

    public void SetEncoding(Encoding encoding)
    {
        // Decided when the stream was opened.
    }
}
