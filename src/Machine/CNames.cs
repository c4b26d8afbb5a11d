using System.Text;

namespace Smp.Machine;

/// <summary>C# members by the names their C originals have.</summary>
public static class CNames
{
    /// <summary><c>ModuleOpen</c> is <c>module_open</c>: a capital starts a word, words are joined by <c>_</c> and in lower case.</summary>
    public static string Of(string? member)
    {
        if (string.IsNullOrEmpty(member))
        {
            return "";
        }

        var name = new StringBuilder(member.Length + 4);
        foreach (char c in member)
        {
            if (char.IsAsciiLetterUpper(c) && name.Length > 0 && name[^1] != '_')
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }
}
