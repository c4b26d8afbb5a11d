using System.Globalization;
using System.Text;

namespace Smp.Traces;

/// <summary>The kernel log of a run in the lines that dmesg prints.</summary>
/// <remarks>
/// kernel/printk.c of 2.6.11 (and 2.0): a text without a line end is continued by whatever is printed next, whoever
/// prints it, and the level that comes with that stands in the middle of the line. From 3.5 on each call is a record, and
/// a line, of its own.
/// </remarks>
internal static class LogLines
{
    private const int LongestLine = 300;
    private const int EndOfLine = 60;

    /// <summary>All lines; what repeats itself again and again is folded.</summary>
    internal static IEnumerable<string> Of(Trace trace, KernelVoice voice)
    {
        var logs = trace.Lines.OfType<TraceLog>();
        return voice.Generation == KernelGeneration.V68 ? Records(logs, voice) : Joined(logs);
    }

    private static IEnumerable<string> Records(IEnumerable<TraceLog> logs, KernelVoice voice)
    {
        foreach (var (log, fold) in Folding.Of(logs, static (a, b) => a.Text == b.Text, static _ => true))
        {
            if (fold is { } left)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"smp: {left.Lines:N0} more lines like these");
                continue;
            }

            foreach (string line in log.Text.Split('\n'))
            {
                yield return $"{voice.Stamp(log.Number)}{Printable.Of(line)}".TrimEnd();
            }
        }
    }

    private static IEnumerable<string> Joined(IEnumerable<TraceLog> logs)
    {
        var line = new StringBuilder();
        foreach (var log in logs)
        {
            line.Append(line.Length == 0 || log.HasLevel ? $"<{log.Level}>" : "").Append(log.Text);
            if (log.EndsLine)
            {
                yield return Shorten(line);
                line.Clear();
            }
        }

        if (line.Length != 0)
        {
            yield return Shorten(line);
        }
    }

    private static string Shorten(StringBuilder line)
    {
        string text = Printable.Of(line.ToString());
        return text.Length <= LongestLine
            ? text
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{text.AsSpan(0, EndOfLine)} (smp: {text.Length - (2 * EndOfLine):N0} more characters) {text.AsSpan(text.Length - EndOfLine)}");
    }
}
