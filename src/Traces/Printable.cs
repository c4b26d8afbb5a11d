using System.Text;

namespace Smp.Traces;

/// <summary>Text that a run printed, safe for a terminal: control characters as <c>\x1b</c>, as dmesg shows them.</summary>
internal static class Printable
{
    internal static string Of(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            safe.Append(char.IsControl(c) ? $"\\x{(int)c:x2}" : c);
        }

        return safe.ToString();
    }
}
