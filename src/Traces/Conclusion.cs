namespace Smp.Traces;

/// <summary>What stands under every text format: what was found, in words, and how to see it again.</summary>
internal static class Conclusion
{
    /// <summary>The line with the command that replays the run.</summary>
    internal static string Replay(Trace trace) => trace.Header.Token.Length == 0 ? "" : $"replay: smp replay {trace.Header.Token}";

    /// <summary>The line with the command that replays the schedule beside this one; empty if there is none.</summary>
    internal static string Contrast(Trace trace)
        => trace.Header.Contrast is { } contrast ? $"{(contrast.Passes ? "passes" : "fails")}: smp replay {contrast.Token}" : "";

    /// <summary>The title of the finding, or that there is none.</summary>
    internal static string Title(Trace trace)
        => trace.Header.Finding is { } finding
            ? finding.Bug is { } bug && !finding.Title.Contains(bug, StringComparison.Ordinal) ? $"{bug}: {finding.Title}" : finding.Title
            : trace.Header.Outcome switch
            {
                "ended" => "nothing found: the run ended",
                "too-long" => "nothing found: the run was cut at the bound on steps",
                "cut" => "nothing found: the run was abandoned",
                _ => "found, but not explained",
            };

    /// <summary>The explanation, without the title if it begins with that; empty if there is none.</summary>
    internal static string Explanation(TraceFinding finding)
    {
        string text = finding.Explanation;
        return text.Length > finding.Title.Length && text.StartsWith(finding.Title, StringComparison.OrdinalIgnoreCase) && text[finding.Title.Length] == '.'
            ? text[(finding.Title.Length + 1)..].TrimStart()
            : text;
    }

    /// <summary>All of it, unwrapped, beginning with a blank line.</summary>
    internal static IEnumerable<string> Lines(Trace trace, bool explanation)
    {
        yield return "";
        yield return Title(trace);
        if (explanation && trace.Header.Finding is { } finding && Explanation(finding) is { Length: > 0 } text)
        {
            yield return text;
        }

        if (explanation && trace.Header.Contrast is { Text.Length: > 0 } contrast)
        {
            yield return contrast.Text;
        }

        if (Replay(trace) is { Length: > 0 } replay)
        {
            yield return replay;
        }

        if (Contrast(trace) is { Length: > 0 } other)
        {
            yield return other;
        }
    }
}
