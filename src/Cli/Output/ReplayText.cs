using Smp.Exploration;
using Smp.Machine;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>What came of a replay, in words. Goes to standard error: standard output belongs to the trace.</summary>
internal static class ReplayText
{
    internal static IEnumerable<IEnumerable<Piece>> Of(PulledReplay pulled, TokenInput input, Trace trace)
    {
        var replay = pulled.Result;
        yield return Outcome(replay, input.Token, pulled.Steps);
        if (replay.Divergence is null && !replay.EventHashMatches)
        {
            yield return
            [
                new("events differ", Styles.Unsure),
                new($": the token was made from another stream ({input.Token.EventHash:x8}, here {Token.Shorten(replay.Recording.EventHash):x8}); "
                    + "the program has changed since"),
            ];
        }

        if (input.Trace is { } recorded && TraceDifference.Between(recorded, trace) is { } difference)
        {
            yield return [new("differs from the file", Styles.Unsure), new($" at step {difference.Step}")];
            yield return [new($"  file: {difference.Left}")];
            yield return [new($"  here: {difference.Right}")];
        }
    }

    private static IEnumerable<Piece> Outcome(ReplayResult replay, Token token, int steps)
    {
        string where = $": {token.Scenario} in {token.Environment}";
        string length = $"{Numbers.Count(steps, "step")}";
        return replay.Outcome switch
        {
            ReplayOutcome.Reproduced =>
            [
                new("reproduced", Styles.Bad),
                new($"{where}: {replay.Report!.Title} ({length}{(replay.EventHashMatches ? $", same event stream {token.EventHash:x8}" : "")})"),
            ],
            ReplayOutcome.FindingGone =>
            [
                new("followed, finding gone", Styles.Good),
                new($"{where}: all choices of the token fit, and nothing is found ({length})"),
            ],
            _ =>
            [
                new($"diverged at step {replay.Divergence!.Step}", Styles.Unsure),
                new($"{where}: {replay.Divergence.Message}"),
            ],
        };
    }
}
