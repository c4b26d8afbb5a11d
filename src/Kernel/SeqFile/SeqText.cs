using System.Globalization;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// seq_printf, seq_puts and seq_putc: print to the buffer of an open file, which only the reader that holds its lock can
/// reach: local code.
/// </summary>
/// <remarks>After fs/seq_file.c: what does not fit leaves the buffer marked as full, and the reader prints it again elsewhere.</remarks>
internal static class SeqText
{
    private const int LongestNumber = 24;

    /// <summary>seq_printf with at most one conversion: flags - and 0, a width, l, ll or L, and d, u or x.</summary>
    internal static void Printf(KernelMemory memory, SeqFile m, string format, long value)
    {
        int percent = format.IndexOf('%', StringComparison.Ordinal);
        if (percent < 0)
        {
            Puts(memory, m, format);
            return;
        }

        int end = percent + 1;
        bool isLeft = false;
        bool isZeroed = false;
        for (; format[end] is '-' or '0'; end++)
        {
            isLeft |= format[end] == '-';
            isZeroed |= format[end] == '0';
        }

        int width = 0;
        for (; char.IsAsciiDigit(format[end]); end++)
        {
            width = (width * 10) + (format[end] - '0');
        }

        for (; format[end] is 'l' or 'L'; end++)
        {
        }

        Span<char> digits = stackalloc char[LongestNumber];
        int length = Digits(format[end], value, digits);
        int padding = Math.Max(0, width - length);
        if (m.Count < m.BufferSize && m.Count + format.Length - (end + 1 - percent) + length + padding < m.BufferSize)
        {
            Append(memory, m, format.AsSpan(0, percent));
            Pad(memory, m, isLeft ? 0 : padding, isZeroed ? (byte)'0' : (byte)' ');
            Append(memory, m, digits[..length]);
            Pad(memory, m, isLeft ? padding : 0, (byte)' ');
            Append(memory, m, format.AsSpan(end + 1));
            return;
        }

        m.Count = m.BufferSize;
    }

    /// <summary>seq_puts.</summary>
    internal static void Puts(KernelMemory memory, SeqFile m, string text)
    {
        if (m.Count + text.Length < m.BufferSize)
        {
            Append(memory, m, text);
            return;
        }

        m.Count = m.BufferSize;
    }

    /// <summary>seq_putc.</summary>
    internal static void Putc(KernelMemory memory, SeqFile m, char c)
    {
        if (m.Count < m.BufferSize)
        {
            memory.Write(m.Buffer + (int)m.Count, (byte)c);
            m.Count++;
        }
    }

    private static int Digits(char conversion, long value, Span<char> to)
    {
        int length;
        _ = conversion switch
        {
            'd' => value.TryFormat(to, out length, provider: CultureInfo.InvariantCulture),
            'u' => ((ulong)value).TryFormat(to, out length, provider: CultureInfo.InvariantCulture),
            'x' => value.TryFormat(to, out length, "x", CultureInfo.InvariantCulture),
            _ => throw new MachineException($"seq_printf: the model has no conversion '%{conversion}'"),
        };
        return length;
    }

    private static void Append(KernelMemory memory, SeqFile m, ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            Putc(memory, m, c);
        }
    }

    private static void Pad(KernelMemory memory, SeqFile m, int count, byte with)
    {
        for (int i = 0; i < count; i++)
        {
            Putc(memory, m, (char)with);
        }
    }
}
