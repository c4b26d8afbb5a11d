using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// What a reader of a file must get: one formatted value, whole, and then the end of the file. A program that reads, and
/// the three clauses that say so.
/// </summary>
public sealed class ReaderText
{
    /// <summary>The kind of a text that is no formatted value: a mixture, or one cut short by its writer.</summary>
    public const string Torn = "torn-text";

    /// <summary>The kind of a text whose end never came.</summary>
    public const string Lost = "text-lost";

    /// <summary>The kind of a file that was at its end at once.</summary>
    public const string EofAtOnce = "eof-at-once";

    private const int BufferSize = 128;
    private readonly Computer _computer;
    private readonly string _prefix;
    private readonly string _suffix;
    private readonly Ghost _torn;
    private readonly Ghost _lost;
    private readonly Ghost _empty;
    private readonly Ghost _whole;

    /// <summary>The clauses for a file whose text is made from a format with one %d.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="format">The format.</param>
    public ReaderText(Stage stage, string format)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(format);
        int hole = format.IndexOf("%d", StringComparison.Ordinal);
        _prefix = format[..hole];
        _suffix = format[(hole + 2)..];
        _computer = stage.Computer;
        _torn = stage.Ghost("torn text");
        _lost = stage.Ghost("lost text");
        _empty = stage.Ghost("empty file");
        _whole = stage.Ghost("whole texts");
        stage.Never("a reader gets a text that nobody wrote", () => _torn.Value != 0, Torn);
        stage.Never("a reader gets the beginning of a text and never its end", () => _lost.Value != 0, Lost);
        stage.Never("a reader finds the file at its end at once", () => _empty.Value != 0, EofAtOnce);
    }

    private enum Shape
    {
        Whole,
        Beginning,
        Wrong,
    }

    /// <summary>How many readers got a whole text.</summary>
    public long Whole => _whole.Value;

    /// <summary>Reads an open file, once or up to its end, and notes what it got.</summary>
    /// <param name="process">The reader.</param>
    /// <param name="descriptor">The open file.</param>
    /// <param name="buffer">Its buffer, from <see cref="Buffer"/>.</param>
    /// <param name="chunk">How much it asks for at a time; 0: all at once, and only once.</param>
    public async KTask Read(UserProcess process, long descriptor, Address buffer, int chunk = 0)
    {
        ArgumentNullException.ThrowIfNull(process);
        int total = 0;
        long got;
        do
        {
            got = await process.Read(descriptor, buffer + total, chunk == 0 ? BufferSize : chunk);
            total += (int)Math.Max(got, 0);
        }
        while (got > 0 && chunk != 0 && total < BufferSize - chunk);
        Note(total, ShapeOf(buffer, total), once: chunk == 0);
    }

    /// <summary>A buffer for <see cref="Read"/>.</summary>
    public static Address Buffer(Stage stage, string reader)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return stage.UserBuffer($"buffer of {reader}", BufferSize);
    }

    private void Note(int total, Shape shape, bool once)
    {
        if (total == 0)
        {
            _empty.Value = 1;
        }
        else if (shape == Shape.Whole)
        {
            _whole.Value++;
        }
        else if (shape == Shape.Beginning && !once)
        {
            _lost.Value = 1;
        }
        else
        {
            _torn.Value = 1;
        }
    }

    private Shape ShapeOf(Address buffer, int length)
    {
        int digits = 0;
        int after = 0;
        for (int i = 0; i < length; i++)
        {
            char c = (char)_computer.Memory.Read<byte>(buffer + i);
            if (i < _prefix.Length)
            {
                if (c != _prefix[i])
                {
                    return Shape.Wrong;
                }
            }
            else if (after == 0 && char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (digits == 0 || after == _suffix.Length || c != _suffix[after++])
            {
                return Shape.Wrong;
            }
        }

        return after == _suffix.Length ? Shape.Whole : Shape.Beginning;
    }
}
