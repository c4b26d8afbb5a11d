using System.Text.RegularExpressions;

namespace Smp.Traces;

/// <summary>A piece of a cell's text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Shrinks">Whether it is a name, which may lose its middle; a value may not.</param>
internal readonly record struct CellPart(string Text, bool Shrinks = false)
{
    /// <summary>The longest name that is never shortened.</summary>
    internal const int ShortName = 8;

    /// <summary>A name, which may shrink if it is long.</summary>
    internal static CellPart Name(string name) => new(name, Shrinks: name.Length > ShortName);

    /// <summary>A sentence in parts: long names in it may shrink, nothing else.</summary>
    internal static IEnumerable<CellPart> Split(string text)
    {
        int end = 0;
        foreach (Match match in Names.Of(text))
        {
            if (match.Length > ShortName && !IsValue(match.Value))
            {
                yield return new CellPart(text[end..match.Index]);
                yield return new CellPart(match.Value, Shrinks: true);
                end = match.Index + match.Length;
            }
        }

        yield return new CellPart(text[end..]);
    }

    // A constant (O_NONBLOCK) or a bare address.
    private static bool IsValue(string name) => !name.Any(char.IsAsciiLetterLower) || name.All(char.IsAsciiHexDigitLower);
}

/// <summary>Finds names and paths in a sentence; what begins with a digit or a minus is a value.</summary>
internal static partial class Names
{
    internal static MatchCollection Of(string text) => Pattern().Matches(text);

    [GeneratedRegex(@"(?<![\w-])[A-Za-z_/][\w/.]*")]
    private static partial Regex Pattern();
}
