using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Finds the passing schedule beside a token's.</summary>
public static class PassingBeside
{
    /// <summary>
    /// The finding of a replay with the passing schedule that is nearest to the token's own, and why that one passes; the
    /// schedule is not made shorter. Null if the replay found nothing.
    /// </summary>
    /// <param name="subject">What the token was replayed in.</param>
    /// <param name="token">The token.</param>
    /// <param name="replay">Its replay.</param>
    /// <param name="cancel">Ends the search with what it has.</param>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public static FoundFinding? Of(ISubject subject, Token token, ReplayResult replay, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(replay);
        if (replay is not { Outcome: ReplayOutcome.Reproduced, Report: { } report })
        {
            return null;
        }

        var found = new FoundFinding(report, token, replay.Recording, "replay", 1, 1);
        return new Aftermath(subject.OnBuiltInHost, new HuntOptions()).Beside(found, cancel);
    }
}
