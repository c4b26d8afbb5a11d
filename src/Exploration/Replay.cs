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
        using var computer = Build(subject, token);
        var strategy = new ReplayStrategy(token.Choices);
        var recording = computer.Record(strategy);
        strategy.Conclude();
        var report = recording.Finding is { } finding ? subject.Explain(recording, finding) : null;
        return Result(recording, report, strategy, token);
    }

    /// <summary>
    /// The same without keeping what happens: the recording of the result has no events, which are given to whoever reads
    /// <see cref="PulledReplay.Events"/>, as they happen once more. A finding is explained from a recording of its own,
    /// which is let go of before this returns.
    /// </summary>
    /// <exception cref="TokenRefusedException">The token was made on another stage.</exception>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public static PulledReplay Pull(ISubject subject, Token token)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(token);
        using var computer = Build(subject, token);
        var strategy = new ReplayStrategy(token.Choices);
        Recording recording = null!;
        int steps = computer.RecordStepwise(strategy, ended => recording = ended).Count(e => e.Kind is EventKind.Step or EventKind.Fault);
        strategy.Conclude();
        var report = recording.Finding is null ? null : Run(subject, token).Report;
        return new PulledReplay(Result(recording, report, strategy, token), steps, Events(subject, token));
    }

    private static IEnumerable<Event> Events(ISubject subject, Token token)
    {
        using var computer = Build(subject, token);
        foreach (var e in computer.RecordStepwise(new ReplayStrategy(token.Choices)))
        {
            yield return e;
        }
    }

    private static Computer Build(ISubject subject, Token token)
    {
        var computer = subject.Build();
        uint fingerprint = Token.Shorten(computer.StageFingerprint);
        if (fingerprint == token.StageFingerprint)
        {
            return computer;
        }

        computer.Dispose();
        throw new TokenRefusedException(
            $"the token was made on another stage of {token.Scenario} in {token.Environment}: its fingerprint is "
            + $"{token.StageFingerprint:x8}, that of {subject.Scenario} in {subject.Environment} is {fingerprint:x8}");
    }

    private static ReplayResult Result(Recording recording, FindingReport? report, ReplayStrategy strategy, Token token)
    {
        var outcome = strategy.Divergence is not null ? ReplayOutcome.Diverged
            : report is not null ? ReplayOutcome.Reproduced
            : ReplayOutcome.FindingGone;
        return new ReplayResult(outcome, recording, report, strategy.Divergence, Token.Shorten(recording.EventHash) == token.EventHash);
    }
}
