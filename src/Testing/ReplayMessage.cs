using Smp.Exploration;
using Smp.Machine;

namespace Smp.Testing;

/// <summary>What a test says about a replay.</summary>
internal static class ReplayMessage
{
    /// <summary>Why the replay did not end as expected; null if it did.</summary>
    internal static string? Failure(ReplayOutcome expect, ReplayResult result, Token token, string scenario, string? bug)
    {
        string where = $"{scenario} in {token.Environment}";
        if (result.Outcome != expect)
        {
            return result.Outcome switch
            {
                ReplayOutcome.Diverged => Diverged(where, result.Divergence!),
                ReplayOutcome.FindingGone => $"{where}: the finding is gone: the schedule was followed to its end, and nothing was found. "
                    + "If the module was corrected, say Expect = ReplayOutcome.FindingGone",
                _ => Story($"{where}: the finding is still there", result, token, scenario),
            };
        }

        return result.Report is { } report && bug is not null && report.Bug != bug
            ? Story($"{where}: reproduced, but it is not {bug}", result, token, scenario)
            : null;
    }

    /// <summary>The replay in one line.</summary>
    internal static string Summary(ReplayResult result, Token token, string scenario) => result.Outcome switch
    {
        ReplayOutcome.Reproduced => $"{scenario} in {token.Environment}: reproduced {result.Report!.Bug ?? result.Report.Id}"
            + (result.EventHashMatches ? "" : ", though not every event on the way is as it was"),
        ReplayOutcome.FindingGone => $"{scenario} in {token.Environment}: the finding is gone",
        _ => Diverged($"{scenario} in {token.Environment}", result.Divergence!),
    };

    private static string Diverged(string where, Divergence divergence)
        => $"{where}: the replay {divergence.Message}";

    private static string Story(string head, ReplayResult result, Token token, string scenario)
        => $"{head}\n\n{Columns.Of(result.Recording, result.Report, scenario, token, "replay")}\n{Columns.HowToReplay(token)}";
}
