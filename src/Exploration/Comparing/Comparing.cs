using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Follows the schedule of one kernel in others. The same agents are picked, by what they are: numbers of options would mean something
/// else there.
/// </summary>
/// <remarks>
/// First step by step, which is exact where the kernels run the same code up to where they part. Where they do not, by what
/// they have in common (<see cref="Landmark"/>): calls, returns, and the module's own accesses.
/// </remarks>
public static class Comparing
{
    /// <summary>Follows a schedule.</summary>
    /// <param name="origin">What the token is a token of.</param>
    /// <param name="token">The schedule.</param>
    /// <param name="subjects">In what it is followed; may hold the origin.</param>
    /// <exception cref="TokenRefusedException">The token was made on another stage.</exception>
    /// <exception cref="MachineException">The testbed or a scenario is at fault, or the token diverges where it was made.</exception>
    public static IReadOnlyList<ComparedRun> Of(ISubject origin, Token token, IReadOnlyList<ISubject> subjects)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(subjects);
        var exact = Landmarks(origin, token, everyStep: true);
        var coarse = Landmarks(origin, token, everyStep: false);
        return [.. subjects.Select(subject =>
        {
            var run = Follow(subject, new FollowStrategy(exact, everyStep: true));
            return run.Parting is { Kind: PartingKind.Otherwise } ? Follow(subject, new FollowStrategy(coarse, everyStep: false)) : run;
        })];
    }

    private static LandmarkStrategy Landmarks(ISubject origin, Token token, bool everyStep)
    {
        using var computer = origin.Build();
        var strategy = new LandmarkStrategy(token.Choices, everyStep);
        computer.Run(strategy);
        strategy.Conclude();
        return strategy;
    }

    private static ComparedRun Follow(ISubject subject, FollowStrategy strategy)
    {
        using var computer = subject.Build();
        var recording = computer.Record(strategy);
        var report = recording.Finding is { } finding ? subject.Explain(recording, finding) : null;
        return new ComparedRun(subject, Token.OfRun(subject, computer), recording, report, strategy.Parting, strategy.Common);
    }
}
