using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Smp.Machine;

/// <summary>Reads the bytes of a token; every answer is checked against what is left before anything is allocated.</summary>
internal ref struct TokenReader
{
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;

    internal TokenReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    internal int Position { get; private set; }

    internal readonly bool AtEnd => Position == _bytes.Length;

    /// <summary>A LEB128 number of at most 28 bits: no length, count or choice of a token is larger.</summary>
    internal bool TryNumber(out int number)
    {
        number = 0;
        for (int shift = 0; shift < 28 && !AtEnd; shift += 7)
        {
            byte b = _bytes[Position++];
            number |= (b & 0x7F) << shift;
            if (b < 0x80)
            {
                return shift == 0 || b != 0;
            }
        }

        return false;
    }

    internal bool TryWord(out uint word)
    {
        word = 0;
        if (_bytes.Length - Position < sizeof(uint))
        {
            return false;
        }

        for (int shift = 0; shift < 32; shift += 8)
        {
            word |= (uint)_bytes[Position++] << shift;
        }

        return true;
    }

    internal bool TryText([NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!TryNumber(out int length) || length > TokenCodec.MaxName || length > _bytes.Length - Position)
        {
            return false;
        }

        var utf8 = _bytes.Slice(Position, length);
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return false;
        }

        text = Utf8.GetString(utf8);
        Position += length;
        return true;
    }

    internal bool TryChoices([NotNullWhen(true)] out int[]? choices)
    {
        choices = null;
        if (!TryNumber(out int count) || count > Token.MaxChoices)
        {
            return false;
        }

        // Once to see whether the runs are as many choices as they should be, once to keep them.
        int start = Position;
        if (!TryRuns(count, []))
        {
            return false;
        }

        Position = start;
        choices = new int[count];
        return TryRuns(count, choices);
    }

    private bool TryRuns(int count, Span<int> items)
    {
        for (int i = 0; i < count;)
        {
            int run = 1;
            if (!TryNumber(out int head) || (head >> 1) > TokenCodec.MaxChoice)
            {
                return false;
            }

            if ((head & 1) != 0)
            {
                if (!TryNumber(out int more))
                {
                    return false;
                }

                run = more + 2;
            }

            if (run > count - i)
            {
                return false;
            }

            if (!items.IsEmpty)
            {
                items.Slice(i, run).Fill(head >> 1);
            }

            i += run;
        }

        return true;
    }
}
