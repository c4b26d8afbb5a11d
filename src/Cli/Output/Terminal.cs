using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Smp.Cli;

/// <summary>One of the two standard streams, and what it can show.</summary>
/// <param name="writer">Where the text goes.</param>
/// <param name="isLive">Whether it is a terminal that can do more than print lines; nothing else gets escape codes.</param>
/// <param name="width">How many characters fit in a line.</param>
internal sealed partial class Terminal(TextWriter writer, bool isLive = false, int width = Terminal.DefaultWidth)
{
    /// <summary>The width where there is no terminal.</summary>
    internal const int DefaultWidth = 100;

    private const int MinWidth = 80;
    private const int WidestProse = 100;
    private const int Utf8 = 65001;

    private IAnsiConsole? _console;

    /// <summary>Whether it is a terminal that can do more than print lines: colours, and a line that is written again.</summary>
    internal bool IsLive => isLive;

    /// <summary>The stream itself, for whoever writes plain text.</summary>
    internal TextWriter Writer => writer;

    /// <summary>How many characters fit in a line; at least 80.</summary>
    internal int Width => Math.Max(MinWidth, width);

    /// <summary>Whether to keep to ASCII.</summary>
    internal bool Ascii { get; init; }

    // Made when first needed: most of what is printed to a pipe never is.
    private IAnsiConsole Console => _console ??= MakeConsole();

    internal static Terminal StandardOutput() => Of(1, System.Console.IsOutputRedirected, System.Console.OpenStandardOutput);

    internal static Terminal StandardError() => Of(2, System.Console.IsErrorRedirected, System.Console.OpenStandardError);

    internal void Line(string text = "") => writer.WriteLine(text);

    internal void Line(params IEnumerable<Piece> pieces)
    {
        if (isLive)
        {
            Console.Write(new Unwrapped(pieces));
        }
        else
        {
            writer.WriteLine(string.Concat(pieces.Select(p => p.Text)).TrimEnd());
        }
    }

    /// <summary>Prose, in as many lines as it takes.</summary>
    internal void Paragraph(string text)
    {
        foreach (string line in Wrapping.Lines(text, Math.Min(Width, WidestProse)))
        {
            writer.WriteLine(line);
        }
    }

    /// <summary>Part of a line.</summary>
    internal void Write(params IEnumerable<Piece> pieces)
    {
        if (isLive)
        {
            Console.Write(new Unwrapped(pieces, isWhole: false));
        }
        else
        {
            writer.Write(string.Concat(pieces.Select(p => p.Text)));
        }
    }

    /// <summary>Text as it is: a format's own line ends, nothing added.</summary>
    internal void Text(string text) => writer.Write(text);

    /// <summary>The same of a text that is written bit by bit and may be long: not every bit is flushed.</summary>
    internal void Text(Action<TextWriter> write)
    {
        var stream = writer as StreamWriter;
        bool flushes = stream is { AutoFlush: true };
        try
        {
            if (flushes)
            {
                stream!.AutoFlush = false;
            }

            write(writer);
        }
        finally
        {
            writer.Flush();
            if (flushes)
            {
                stream!.AutoFlush = true;
            }
        }
    }

    /// <summary>A table or the like, without the blank lines around it and, without colours, at the ends of its lines.</summary>
    internal void Render(IRenderable renderable)
    {
        var text = new StringWriter();
        new Terminal(text, isLive, Width) { Ascii = Ascii }.Console.Write(renderable);
        var lines = text.ToString().Split('\n').Select(line => isLive ? line.TrimEnd('\r') : line.TrimEnd()).ToList();
        int first = lines.FindIndex(IsSeen);
        int last = lines.FindLastIndex(IsSeen);
        foreach (string line in lines[first..(last + 1)])
        {
            writer.WriteLine(line);
        }
    }

    /// <summary>A control sequence; only for a terminal that <see cref="IsLive"/>.</summary>
    internal void Control(string sequence)
    {
        if (isLive)
        {
            writer.Write(sequence);
        }
    }

    private static Terminal Of(int descriptor, bool redirected, Func<Stream> open)
    {
        bool isUtf8 = true;
        if (!redirected && System.Console.OutputEncoding.CodePage != Utf8)
        {
            isUtf8 = OperatingSystem.IsWindows();
            if (isUtf8)
            {
                System.Console.OutputEncoding = new UTF8Encoding(false);
            }
        }

        bool isPlain = redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") is "dumb";
        // .NET's own stream greets a terminal with an escape sequence; a plain file does not.
        var stream = isPlain && !redirected && !OperatingSystem.IsWindows()
            ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0)
            : open();
        // Always UTF-8 and without a mark at its beginning, whatever a pipe or file would be given by default.
        var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        int width = redirected ? DefaultWidth : TerminalSize.Width(descriptor, mayEscape: !isPlain);
        return new Terminal(writer, !isPlain, width) { Ascii = !isUtf8 };
    }

    // A line that shows something besides styles.
    private static bool IsSeen(string line) => !string.IsNullOrWhiteSpace(Style().Replace(line, ""));

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Style();

    private IAnsiConsole MakeConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isLive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isLive ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new SpectreOutput(writer, isLive, Width),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = !Ascii;
        return console;
    }
}
