using System.Text;
using System.Text.RegularExpressions;

namespace Smp.Traces;

/// <summary>Text as Mermaid takes it: what would end a statement, begin a comment or be HTML is written by its number.</summary>
internal static partial class MermaidText
{
    private const string Special = "#;%<>&";

    /// <summary>The text in one line; never empty.</summary>
    internal static string Of(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (char c in Printable.Of(text.ReplaceLineEndings(" ")))
        {
            safe.Append(Special.Contains(c, StringComparison.Ordinal) ? $"#{(int)c};" : c);
        }

        // A bare "end" closes a box; "wrap:" and the like at the beginning are orders.
        string result = End().Replace(safe.ToString(), "e#110;d").Trim();
        return result.Length == 0 ? "#32;" : Order().Replace(result, "$1#58;");
    }

    [GeneratedRegex(@"\bend\b")]
    private static partial Regex End();

    [GeneratedRegex("^((?:no)?wrap):")]
    private static partial Regex Order();
}
