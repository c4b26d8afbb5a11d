using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// One question, several trials: subjects are hunted in one after the other until one of them shows the bug.
/// </summary>
public static class BugHunt
{
    /// <summary>Hunts, and then looks for the schedule with the fewest switches.</summary>
    /// <param name="trials">What to hunt in; each is made when its turn comes.</param>
    /// <param name="options">How, and for which bug (<see cref="HuntOptions.Until"/>; null: anything).</param>
    /// <param name="progress">Told where the hunt under way stands.</param>
    /// <param name="cancel">Ends it with what was found so far.</param>
    public static BugHuntResult Run(
        IReadOnlyList<Func<ISubject>> trials, HuntOptions options, IProgress<HuntProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(options);
        var results = new List<HuntResult>();
        foreach (var trial in trials)
        {
            var subject = trial();
            // The fewest switches are looked for below, by a search of its own.
            var result = new Hunt(subject, options with { Shrink = false }).Run(progress, cancel);
            results.Add(result);
            if (result.Verdict == Verdict.Found)
            {
                return new BugHuntResult(results, FewestSwitches.Of(subject, options, result.Findings[0], cancel));
            }

            if (result.Verdict == Verdict.Error || result.Cancelled || cancel.IsCancellationRequested)
            {
                break;
            }
        }

        return new BugHuntResult(results, null) { IsCancelled = cancel.IsCancellationRequested };
    }
}

/// <summary>What came of the trials.</summary>
/// <param name="Trials">The results, in order; the last is the one that found it, or failed.</param>
/// <param name="Found">The bug, with the fewest switches that were found; null if it was not found.</param>
public sealed record BugHuntResult(IReadOnlyList<HuntResult> Trials, FoundFinding? Found)
{
    /// <summary>Whether the caller ended it before all trials were through.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>The verdict of all trials together: a proof only if each of them is one.</summary>
    public Verdict Verdict
        => Found is not null ? Verdict.Found
            : Trials.Any(trial => trial.Verdict == Verdict.Error) ? Verdict.Error
            : !IsCancelled && Trials.All(trial => trial.Verdict == Verdict.NoneExhaustive) ? Verdict.NoneExhaustive
            : Verdict.NoneNotExhaustive;
}
