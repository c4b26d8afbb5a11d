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
    private readonly Stage _stage;
    private readonly string _prefix;
    private readonly string _suffix;
    private readonly bool _hasNumber;
    private readonly List<Reader> _readers = [];

    /// <summary>The clauses for a file whose text is made from a format with one %d, or is always the same.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="format">The format, or the text.</param>
    public ReaderText(Stage stage, string format)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(format);
        int hole = format.IndexOf("%d", StringComparison.Ordinal);
        _hasNumber = hole >= 0;
        _prefix = _hasNumber ? format[..hole] : format;
        _suffix = _hasNumber ? format[(hole + 2)..] : "";
        _stage = stage;
        stage.Never("a reader gets a text that nobody wrote", () => Count(Outcome.Torn) != 0, Torn);
        stage.Never("a reader gets the beginning of a text and never its end", () => Count(Outcome.Lost) != 0, Lost);
        stage.Never("a reader finds the file at its end at once", () => Count(Outcome.Empty) != 0, EofAtOnce);
    }

    private enum Outcome
    {
        Reading,
        Whole,
        Torn,
        Lost,
        Empty,
    }

    private enum Shape
    {
        Whole,
        Beginning,
        Wrong,
    }

    /// <summary>How many readers got a whole text.</summary>
    public long Whole => Count(Outcome.Whole);

    /// <summary>Reads an open file, once or up to its end, and notes what it got.</summary>
    /// <param name="process">The reader.</param>
    /// <param name="descriptor">The open file.</param>
    /// <param name="buffer">Its buffer, from <see cref="Buffer(string)"/>.</param>
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

        // What is in the buffer is looked at by the clauses: nobody else writes there.
        foreach (var reader in _readers)
        {
            if (reader.Buffer == buffer)
            {
                var (bytes, once) = (reader.Got, reader.Once);
                bytes.Value = 1 + total;
                once.Value = chunk == 0 ? 1 : 0;
            }
        }
    }

    /// <summary>A buffer for <see cref="Read"/>, while the stage is being built.</summary>
    public Address Buffer(string reader)
    {
        var buffer = _stage.UserBuffer($"buffer of {reader}", BufferSize);
        _readers.Add(new Reader(buffer, _stage.Ghost($"bytes of {reader}"), _stage.Ghost($"{reader} read once")));
        return buffer;
    }

    private int Count(Outcome outcome)
    {
        int count = 0;
        foreach (var reader in _readers)
        {
            count += OutcomeOf(reader) == outcome ? 1 : 0;
        }

        return count;
    }

    private Outcome OutcomeOf(Reader reader)
    {
        int total = (int)reader.Got.Value - 1;
        if (total <= 0)
        {
            return total < 0 ? Outcome.Reading : Outcome.Empty;
        }

        return ShapeOf(reader.Buffer, total) switch
        {
            Shape.Whole => Outcome.Whole,
            Shape.Beginning when reader.Once.Value == 0 => Outcome.Lost,
            _ => Outcome.Torn,
        };
    }

    private Shape ShapeOf(Address buffer, int length)
    {
        int digits = 0;
        int after = 0;
        for (int i = 0; i < length; i++)
        {
            char c = (char)new Shared<byte>(_stage.Computer, buffer + i).Inspect();
            if (i < _prefix.Length)
            {
                if (c != _prefix[i])
                {
                    return Shape.Wrong;
                }
            }
            else if (_hasNumber && after == 0 && char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (digits == 0 || after == _suffix.Length || c != _suffix[after++])
            {
                return Shape.Wrong;
            }
        }

        return (_hasNumber ? after == _suffix.Length : length == _prefix.Length) ? Shape.Whole : Shape.Beginning;
    }

    private sealed record Reader(Address Buffer, Ghost Got, Ghost Once);
}
