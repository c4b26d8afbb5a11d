using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>Results in words, one line each.</summary>
internal static class ResultText
{
    /// <summary>What came of the hunt, after its name and its verdict.</summary>
    internal static string Of(HuntResult result) => result.Verdict switch
    {
        Verdict.Found => Finding(result.Findings[0], By(result)) + (result.Cancelled ? "; interrupted" : ""),
        Verdict.NoneExhaustive => $": {Numbers.Count(result.Schedules, "schedule")}, {Numbers.Count(result.States, "state")}; "
            + $"{Reached(result)}{Limits(result)}{Others(result)}",
        Verdict.NoneNotExhaustive => $": {Numbers.Count(result.Schedules, "schedule")} ({result.Strategy}{By(result)}), {Distinct(result)} distinct; "
            + $"{(result.Cancelled ? "interrupted; " : "")}{NotExplored(result)}{Reached(result)}{Limits(result)}{Others(result)}",
        _ => $": {Given.Printed(result.ErrorMessage ?? "")}",
    };

    /// <summary>The verdict as people say it.</summary>
    internal static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Found => "found",
        Verdict.NoneExhaustive => "none, exhaustive",
        Verdict.NoneNotExhaustive => "none, not exhaustive",
        _ => "error",
    };

    /// <summary><c> of coyote on akka</c>: whose strategy it was, and where, unless both are Smp's own.</summary>
    internal static string By(HuntResult result)
        => (result.Engine == HuntResult.BuiltInEngine ? "" : $" of {result.Engine}") + (result.Host == ISubject.BuiltInHost ? "" : $" on {result.Host}");

    /// <summary><c>SLP-1  two processes hold /proc/sleep  (schedule 838 of the exhaustive search, 24 steps, 2 switches)</c>.</summary>
    internal static string Finding(FoundFinding finding, string by = "")
        => $"  {(finding.Bug is { } bug ? $"{bug}  " : "")}{finding.Title}  (schedule {Numbers.Grouped(finding.FirstHit)} of the "
            + $"{finding.Strategy} search{by}, {Numbers.Count(finding.First.Steps, "step")}, {Switches(finding.First.Switches)}"
            + (IsShortened(finding) ? $", shortened to {Numbers.Count(finding.Steps, "step")}, {Switches(finding.Switches)}" : "")
            + $"{(finding.Hits > 1 ? $", seen {Numbers.Grouped(finding.Hits)} times" : "")})";

    /// <summary><c>fewest switches: proved</c>, and whether anything passes; null where nobody looked.</summary>
    internal static string? Shrunk(FoundFinding finding)
        => finding.Shrunk is not { } shrunk ? null
            : $"fewest switches: {(shrunk.IsProved ? "proved" : "found")}"
                + (finding.Passing is not null ? "" : finding.FailsAlways ? "; every schedule fails" : "; no schedule was found that passes");

    /// <summary><c>data-race in module_close / module_open on Already_Open, seen 120 times</c>.</summary>
    internal static string Note(FoundFinding note)
        => $"{(note.Bug is { } bug ? $"{bug}  " : "")}{note.Title}, seen {Numbers.Grouped(note.Hits)} time{(note.Hits == 1 ? "" : "s")}";

    /// <summary><c>reached: both processes had the file in turn; </c>.</summary>
    internal static string Reached(HuntResult result)
    {
        string reached = string.Join(", ", result.Reached.Where(c => c.IsReached).Select(c => c.Name));
        return reached.Length == 0 ? "" : $"reached: {reached}; ";
    }

    /// <summary>Whether the schedule that is shown is another than the one that was found.</summary>
    internal static bool IsShortened(FoundFinding finding) => !finding.First.Token.Equals(finding.Token);

    private static string Others(HuntResult result)
        => result.Findings.Count == 0 ? "" : $"; on the way, {Numbers.Count(result.Findings.Count, "other finding")}";

    private static string Switches(int count) => $"{Numbers.Grouped(count)} switch{(count == 1 ? "" : "es")}";

    private static string Distinct(HuntResult result) => (result.DistinctIsEstimate ? "~" : "") + Numbers.Grouped(result.Distinct);

    private static string NotExplored(HuntResult result)
        => result.NotExplored.Count == 0 ? "" : $"not explored: {string.Join(", ", result.NotExplored)}; ";

    private static string Limits(HuntResult result)
        => $"limits: {string.Join(", ", result.Stage.Select(limit => $"{limit.Key} {limit.Value}"))}";
}
