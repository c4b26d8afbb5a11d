namespace Smp.Machine;

/// <summary>
/// Base64url (RFC 4648, section 5) without padding. Not .NET's, which skips white space and does not say whether the
/// unused bits of the last character are 0: two texts would be one token.
/// </summary>
internal static class Base64UrlText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    internal static int LengthOf(int bytes) => ((bytes * 8) + 5) / 6;

    /// <summary>The first character from <paramref name="start"/> on that is none of the alphabet; -1 if all are.</summary>
    internal static int FirstInvalid(string text, int start)
    {
        int at = text.AsSpan(start).IndexOfAnyExcept(Alphabet);
        return at < 0 ? -1 : start + at;
    }

    internal static string Encode(ReadOnlySpan<byte> bytes)
    {
        char[] text = new char[LengthOf(bytes.Length)];
        int bits = 0;
        int held = 0;
        int next = 0;
        foreach (byte b in bytes)
        {
            bits = (bits << 8) | b;
            for (held += 8; held >= 6; held -= 6)
            {
                text[next++] = Alphabet[(bits >> (held - 6)) & 63];
            }

            bits &= 0xFF;
        }

        if (held > 0)
        {
            text[next] = Alphabet[(bits << (6 - held)) & 63];
        }

        return new string(text);
    }

    /// <summary>Decodes what <see cref="FirstInvalid"/> has found valid.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="exact">Whether <see cref="Encode"/> would give this text.</param>
    internal static byte[] Decode(string text, int start, out bool exact)
    {
        byte[] bytes = new byte[(text.Length - start) * 6 / 8];
        int bits = 0;
        int held = 0;
        int next = 0;
        for (int i = start; i < text.Length; i++)
        {
            bits = ((bits << 6) | Value(text[i])) & 0xFFFF;
            held += 6;
            if (held >= 8)
            {
                held -= 8;
                bytes[next++] = (byte)(bits >> held);
            }
        }

        exact = held < 6 && (bits & ((1 << held) - 1)) == 0;
        return bytes;
    }

    private static int Value(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
