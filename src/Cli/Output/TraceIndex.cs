using System.Net;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>The page beside trace files: each finding, how to replay it, and links to its files. One file, no network.</summary>
internal sealed class TraceIndex
{
    private const string Style = """
        :root { color-scheme: light dark; --text: #1b1b1b; --back: #ffffff; --line: #767676; --link: #0b4f9e; }
        @media (prefers-color-scheme: dark) { :root { --text: #ececec; --back: #161616; --line: #8c8c8c; --link: #9cc8ff; } }
        body { margin: 2rem auto; padding: 0 1rem; max-width: 60rem; font: 1.1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
        a { color: var(--link); }
        a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        section { border-top: 1px solid var(--line); padding-top: .5rem; }
        code { font: .95rem ui-monospace, monospace; overflow-wrap: anywhere; }
        ul { padding-left: 1.2rem; }
        @media print { section { break-inside: avoid; } }
        """;

    private readonly List<Entry> _entries = [];

    private sealed record Entry(TraceHeader Header, int Steps, int Switches, IReadOnlyList<(string Format, string File)> Files);

    /// <summary>Adds a finding.</summary>
    internal void Add(TraceHeader header, int steps, int switches, IReadOnlyList<(string Format, string File)> files)
        => _entries.Add(new Entry(header, steps, switches, files));

    /// <summary>Writes the page.</summary>
    internal void Write(TextWriter output)
    {
        string count = _entries.Count == 0 ? "Nothing was found." : $"{Numbers.Count(_entries.Count, "finding")}.";
        Line("<!DOCTYPE html>");
        Line("<html lang=\"en\">");
        Line("<head>");
        Line("<meta charset=\"utf-8\">");
        Line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        Line("<title>Findings of Smp</title>");
        Line($"<style>\n{Style.ReplaceLineEndings("\n")}\n</style>");
        Line("</head>");
        Line("<body>");
        Line("<main>");
        Line("<h1>Findings of Smp</h1>");
        Line($"<p>{count}</p>");
        for (int i = 0; i < _entries.Count; i++)
        {
            Finding(i + 1, _entries[i]);
        }

        Line("</main>");
        Line("</body>");
        Line("</html>");

        void Line(string text)
        {
            output.Write(text);
            output.Write('\n');
        }

        void Finding(int number, Entry entry)
        {
            var header = entry.Header;
            var finding = header.Finding!;
            Line($"<section aria-labelledby=\"finding-{number}\">");
            Line($"<h2 id=\"finding-{number}\">{Html(finding.Bug is { } bug && !finding.Title.Contains(bug, StringComparison.Ordinal) ? $"{bug}: {finding.Title}" : finding.Title)}</h2>");
            Line($"<p>{Html(header.Scenario)} in {Html(header.Environment)}; {Numbers.Count(entry.Steps, "step")}, {(entry.Switches == 1 ? "1 switch" : $"{Numbers.Grouped(entry.Switches)} switches")}</p>");
            Line($"<p>{Html(finding.Explanation)}</p>");
            Line($"<p>Replay it: <code>smp replay {Html(header.Token)}</code></p>");
            if (header.Contrast is { } contrast)
            {
                Line($"<p>The nearest schedule that passes: <code>smp replay {Html(contrast.Token)}</code></p>");
            }

            Line("<ul>");
            foreach (var (format, file) in entry.Files)
            {
                Line($"<li>{Html(format)}: <a href=\"{Uri.EscapeDataString(file)}\">{Html(file)}</a></li>");
            }

            Line("</ul>");
            Line("</section>");
        }
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
