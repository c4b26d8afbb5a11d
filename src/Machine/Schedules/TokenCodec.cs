using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Smp.Machine;

/// <summary>
/// The text form of a <see cref="Token"/>: <c>smp1-</c> and base64url (RFC 4648, without padding) of
/// <code>
/// length          varint: bytes of the body
/// body            scenario, environment, granularity (empty for "source"): varint length and UTF-8
///                 stage fingerprint, event hash: 4 bytes each, little endian
///                 choices: varint count, then runs: varint 2v for one choice v,
///                 varint 2v+1 and varint n for n+2 choices v
/// checksum        4 bytes, little endian, over everything before it
/// </code>
/// A varint is LEB128, in its shortest form. The length comes first so that a token cut short can be told from one that is mistyped, and
/// nothing is allocated before length and checksum have been found right.
/// </summary>
internal static class TokenCodec
{
    internal const int MaxChoice = 0xFFFF;
    internal const int MaxName = 255;
    private const int ChecksumSize = sizeof(uint);

    // No token that can be written is longer: a choice takes at most 3 bytes.
    private const int MaxText = (Token.MaxChoices * 4) + 4096;
    private const string Stem = "smp";
    private const string DefaultGranularity = "source";

    internal static void CheckName(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        try
        {
            if (name.Length is 0 or > MaxName || TokenReader.Utf8.GetByteCount(name) > MaxName)
            {
                throw new ArgumentException($"a name of 1 to {MaxName} bytes was expected", parameter);
            }
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException("the name is not valid Unicode", parameter, e);
        }
    }

    internal static string Write(Token token)
    {
        var body = new List<byte>(64);
        AddText(body, token.Scenario);
        AddText(body, token.Environment);
        AddText(body, token.Granularity == DefaultGranularity ? "" : token.Granularity);
        AddWord(body, token.StageFingerprint);
        AddWord(body, token.EventHash);
        AddChoices(body, token.Choices);

        var all = new List<byte>(body.Count + 8);
        AddNumber(all, (uint)body.Count);
        all.AddRange(body);
        AddWord(all, Checksum([.. all]));
        return $"{Stem}{Token.Version}-{Base64UrlText.Encode([.. all])}";
    }

    internal static bool TryParse(string? text, [NotNullWhen(true)] out Token? token, [NotNullWhen(false)] out string? error)
    {
        token = null;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            error = "the token is empty";
            return false;
        }

        if (text.Length > MaxText)
        {
            error = $"the token is {text.Length} characters long; none is longer than {MaxText}";
            return false;
        }

        if (!TryHeader(text, out int start, out error))
        {
            return false;
        }

        if (Base64UrlText.FirstInvalid(text, start) is var bad && bad >= 0)
        {
            error = $"the token is damaged: character {bad + 1} ({Show(text[bad])}) cannot be part of a token";
            return false;
        }

        return TryOpen(text, start, out token, out error);
    }

    private static bool TryHeader(string text, out int start, [NotNullWhen(false)] out string? error)
    {
        start = 0;
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!text.StartsWith(Stem, StringComparison.Ordinal)
            || dash <= Stem.Length
            || !int.TryParse(text.AsSpan(Stem.Length, dash - Stem.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int version))
        {
            error = $"this is not a token: a token begins with '{Stem}{Token.Version}-', not with '{Show(text)}'";
            return false;
        }

        if (version != Token.Version)
        {
            error = version > Token.Version
                ? $"the token has format {version}, this smp reads format {Token.Version}: a newer smp made it"
                : $"the token has format {version}, this smp reads format {Token.Version}";
            return false;
        }

        start = dash + 1;
        error = null;
        return true;
    }

    private static bool TryOpen(string text, int start, [NotNullWhen(true)] out Token? token, [NotNullWhen(false)] out string? error)
    {
        token = null;
        byte[] bytes = Base64UrlText.Decode(text, start, out bool exact);
        var reader = new TokenReader(bytes);
        if (!reader.TryNumber(out int length))
        {
            error = $"the token is cut short: it ends after {text.Length} characters, before its length";
            return false;
        }

        long expected = (long)reader.Position + length + ChecksumSize;
        if (expected > bytes.Length)
        {
            error = $"the token is cut short, or mistyped in its first characters: it holds {bytes.Length} bytes "
                + $"({text.Length} characters) of {expected}";
            return false;
        }

        if (expected < bytes.Length || !exact)
        {
            error = $"the token is too long or mistyped in its first or last characters: it should end after character "
                + $"{start + Base64UrlText.LengthOf((int)expected)} of {text.Length}";
            return false;
        }

        uint sum = Checksum(bytes.AsSpan(0, bytes.Length - ChecksumSize));
        new TokenReader(bytes.AsSpan(bytes.Length - ChecksumSize)).TryWord(out uint stated);
        if (sum != stated)
        {
            error = $"the token is damaged: a character between {start + 1} and {text.Length} is mistyped "
                + $"(checksum {sum:x8}, stated {stated:x8})";
            return false;
        }

        return TryBody(new TokenReader(bytes.AsSpan(reader.Position, length)), out token, out error);
    }

    private static bool TryBody(TokenReader reader, [NotNullWhen(true)] out Token? token, [NotNullWhen(false)] out string? error)
    {
        token = null;
        if (!reader.TryText(out string? scenario) || scenario.Length == 0
            || !reader.TryText(out string? environment) || environment.Length == 0
            || !reader.TryText(out string? granularity)
            || !reader.TryWord(out uint fingerprint)
            || !reader.TryWord(out uint eventHash))
        {
            error = $"the token is malformed at byte {reader.Position} of its body, before the choices";
            return false;
        }

        if (!reader.TryChoices(out int[]? choices) || !reader.AtEnd)
        {
            error = $"the token is malformed at byte {reader.Position} of its body, in the choices";
            return false;
        }

        granularity = granularity.Length == 0 ? DefaultGranularity : granularity;
        token = new Token(scenario, environment, granularity, fingerprint, choices, eventHash);
        error = null;
        return true;
    }

    private static void AddChoices(List<byte> bytes, IReadOnlyList<int> choices)
    {
        AddNumber(bytes, (uint)choices.Count);
        for (int i = 0; i < choices.Count;)
        {
            int run = 1;
            while (i + run < choices.Count && choices[i + run] == choices[i])
            {
                run++;
            }

            // A run of two small choices is as short written twice; one rule is simpler than two.
            AddNumber(bytes, ((uint)choices[i] << 1) | (run > 1 ? 1u : 0));
            if (run > 1)
            {
                AddNumber(bytes, (uint)run - 2);
            }

            i += run;
        }
    }

    private static void AddText(List<byte> bytes, string text)
    {
        byte[] utf8 = TokenReader.Utf8.GetBytes(text);
        AddNumber(bytes, (uint)utf8.Length);
        bytes.AddRange(utf8);
    }

    private static void AddNumber(List<byte> bytes, uint number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            bytes.Add((byte)(number | 0x80));
        }

        bytes.Add((byte)number);
    }

    private static void AddWord(List<byte> bytes, uint word)
    {
        for (int shift = 0; shift < 32; shift += 8)
        {
            bytes.Add((byte)(word >> shift));
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Hashing.Fold(Token.Version, (ulong)bytes.Length);
        foreach (byte b in bytes)
        {
            hash = Hashing.Fold(hash, b);
        }

        return Token.Shorten(hash);
    }

    private static string Show(string text) => text.Length <= 12 ? Printable(text) : Printable(text[..12]) + "…";

    private static string Show(char c) => Printable(c.ToString());

    private static string Printable(string text)
        => string.Concat(text.Select(c => c is > ' ' and < '\x7F' ? c.ToString() : $"\\u{(int)c:x4}"));
}
