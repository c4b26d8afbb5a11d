using System.Globalization;
using System.Text;
using Smp.Exploration;
using Smp.Traces;

namespace Smp.Testing;

/// <summary>What a test says about an exploration.</summary>
internal static class HuntMessage
{
    /// <summary>Why the result is not what was expected; null if it is.</summary>
    internal static string? Failure(Expect expect, HuntResult result, string? bug)
    {
        string where = $"{result.Scenario} in {result.Environment}";
        switch (result.Verdict)
        {
            case Verdict.Error:
                return $"{where}: error: {result.ErrorMessage}";
            case Verdict.Found when expect is Expect.Proved or Expect.Clean:
                return Story($"{where}: found, where nothing was to be found ({Figures(result)})", result);
            case Verdict.Found when bug is not null && result.Findings.All(f => f.Bug != bug):
                return Story($"{where}: found, but not {bug} ({Figures(result)})", result);
            case Verdict.NoneNotExhaustive when expect is Expect.Proved:
                return NotProved(where, result);
            case Verdict.NoneExhaustive or Verdict.NoneNotExhaustive when expect is Expect.Found || (bug is not null && expect is Expect.Anything):
                return $"{where}: nothing found, where {bug ?? "something"} was to be found ({Figures(result)})";
            default:
                return null;
        }
    }

    /// <summary>The result in one line.</summary>
    internal static string Summary(HuntResult result)
    {
        string reached = result.Reached.Count == 0 ? "" : $"; reached: {string.Join(", ", result.Reached.Where(c => c.IsReached).Select(c => c.Name))}";
        string found = result.Findings.Count == 0 ? "" : $"; found: {string.Join(", ", result.Findings.Select(f => $"{f.Bug ?? f.Id} {f.Token}"))}";
        return $"{result.Scenario} in {result.Environment}: {result.Verdict.Name()} ({Figures(result)}){reached}{found}";
    }

    private static string NotProved(string where, HuntResult result)
    {
        var text = new StringBuilder($"{where}: nothing found, but not proved absent ({Figures(result)})\n");
        if (result.NotExplored.Count != 0)
        {
            text.Append("not explored: ").AppendJoin("; ", result.NotExplored).Append('\n');
        }

        return text.Append("give it more with TimeSeconds or Schedules, or be content without a proof: Expect = Expect.Clean").ToString();
    }

    /// <summary>The first finding in full, the others in a line each.</summary>
    private static string Story(string head, HuntResult result)
    {
        var first = result.Findings[0];
        var text = new StringBuilder(head).Append("\n\n");
        var contrast = first.Passing is { } passing
            ? new TraceContrast(passing.Decision.Step, first.Cause?.Beside ?? "", passing.Token.ToString(), Passes: true)
            : null;
        text.Append(Columns.Of(first.Recording, first.Report, result.Scenario, first.Token, first.Strategy, contrast));
        foreach (var other in result.Findings.Skip(1))
        {
            text.Append(CultureInfo.InvariantCulture, $"also found: {(other.Bug is null ? "" : other.Bug + ": ")}{other.Title}\n    {other.Token}\n");
        }

        return text.Append('\n').Append(Columns.HowToReplay(first.Token)).ToString();
    }

    private static string Figures(HuntResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Strategy}, {result.Schedules} {(result.Schedules == 1 ? "schedule" : "schedules")}, {Time(result.ElapsedMs)}");

    private static string Time(double ms)
        => ms < 1000 ? ms.ToString("0 'ms'", CultureInfo.InvariantCulture) : (ms / 1000).ToString("0.0 's'", CultureInfo.InvariantCulture);
}
