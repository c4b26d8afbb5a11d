using Smp.Exploration;

namespace Smp.Cli;

/// <summary>
/// What <c>smp explore</c> prints: a line a result as it comes, the columns under the first that shows a finding, the
/// token under the others.
/// </summary>
internal sealed class ExploreReport(Terminal terminal, IReadOnlyList<PlannedHunt> plan, bool columns)
{
    private readonly int _scenarioWidth = plan.Max(hunt => hunt.Scenario.Name.Length);
    private readonly int _environmentWidth = plan.Max(hunt => hunt.Environment.Name.Length);
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly List<HuntResult> _results = [];

    internal void Add(HuntResult result)
    {
        _results.Add(result);
        terminal.Line(
            new(result.Scenario.PadRight(_scenarioWidth), Styles.Strong),
            new("  " + result.Environment.PadRight(_environmentWidth) + "  "),
            new(ResultText.Of(result.Verdict), Styles.Of(result.Verdict)),
            new(ResultText.Of(result)));
        for (int i = 0; i < result.Findings.Count; i++)
        {
            var finding = result.Findings[i];
            bool isFirst = i == 0 && result.Verdict == Verdict.Found;
            if (!isFirst)
            {
                terminal.Line(new("  and ", Styles.Faint), new(ResultText.Finding(finding, ResultText.By(result)).TrimStart()));
            }

            Show(result, finding, isFirst);
        }

        if (columns && result.Odds is { } odds)
        {
            terminal.Line(new("  odds: ", Styles.Faint), new(OddsText.Of(odds)));
        }

        foreach (string line in columns ? CoverageText.Of(result) : [])
        {
            terminal.Line(new Piece($"  {line}", Styles.Faint));
        }

        foreach (var note in columns ? result.Notes : [])
        {
            terminal.Line(new("  note: ", Styles.Faint), new(ResultText.Note(note)));
            terminal.Line(new("    replay: ", Styles.Faint), new($"smp replay {note.Token}", Styles.Link));
        }
    }

    internal void End(bool interrupted)
    {
        if (plan.Count > 1 || interrupted)
        {
            var parts = new List<string>();
            AddCount(parts, Verdict.Found, "found");
            AddCount(parts, Verdict.NoneExhaustive, "proved absent");
            AddCount(parts, Verdict.NoneNotExhaustive, "not found, not exhaustive");
            AddCount(parts, Verdict.Error, "failed");
            string of = _results.Count == plan.Count ? "" : $" of {plan.Count}";
            terminal.Line($"{_results.Count}{of} result{(plan.Count == 1 ? "" : "s")}: {string.Join(", ", parts)}"
                + (interrupted ? "; interrupted" : ""));
        }
    }

    private void Show(HuntResult result, FoundFinding finding, bool isFirst)
    {
        if (!columns)
        {
            return;
        }

        if (!_shown.Add(finding.Id) || !isFirst)
        {
            terminal.Line(new("  replay: ", Styles.Faint), new($"smp replay {finding.Token}", Styles.Link));
            return;
        }

        terminal.Line();
        ColumnsPrinter.Print(terminal, FoundTrace.Of(result, finding));
        if (ResultText.IsShortened(finding))
        {
            terminal.Line(new("first found: ", Styles.Faint), new($"smp replay {finding.First.Token}", Styles.Link));
        }

        if (ResultText.Shrunk(finding) is { } shrunk)
        {
            terminal.Line(new Piece(shrunk, Styles.Faint));
        }

        terminal.Line();
    }

    private void AddCount(List<string> parts, Verdict verdict, string words)
    {
        int count = _results.Count(r => r.Verdict == verdict);
        if (count != 0)
        {
            parts.Add($"{count} {words}");
        }
    }
}
