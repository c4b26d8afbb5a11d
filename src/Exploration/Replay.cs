using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Re-runs a token.</summary>
public static class Replay
{
    /// <summary>
    /// Follows the choices of <paramref name="token"/> on a freshly built computer with the recorder on. Scenario and
    /// environment need not be those the token names, so that a twin can be shown the schedule of its bug; the stage must.
    /// </summary>
    /// <exception cref="TokenRefusedException">The token was made on another stage.</exception>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public static ReplayResult Run(ISubject subject, Token token)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(token);
        using var computer = subject.Build();
        uint fingerprint = Token.Shorten(computer.StageFingerprint);
        if (fingerprint != token.StageFingerprint)
        {
            throw new TokenRefusedException(
                $"the token was made on another stage of {token.Scenario} in {token.Environment}: its fingerprint is "
                + $"{token.StageFingerprint:x8}, that of {subject.Scenario} in {subject.Environment} is {fingerprint:x8}");
        }

        var strategy = new ReplayStrategy(token.Choices);
        var recording = computer.Record(strategy);
        strategy.Conclude();
        var report = recording.Finding is { } finding ? subject.Explain(recording, finding) : null;
        var outcome = strategy.Divergence is not null ? ReplayOutcome.Diverged
            : report is not null ? ReplayOutcome.Reproduced
            : ReplayOutcome.FindingGone;
        return new ReplayResult(outcome, recording, report, strategy.Divergence, Token.Shorten(recording.EventHash) == token.EventHash);
    }
}
