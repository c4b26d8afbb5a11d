using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Looks for a way from a position to a finding: with no switch, with one, and so on, so that the way it tells has the fewest;
/// and where a few do not do, without a bound, to the end.
/// </summary>
public static class HintSearch
{
    private const int FewSwitches = 3;

    /// <summary>The hint at the place a schedule leads to.</summary>
    /// <param name="subject">What is played.</param>
    /// <param name="choices">The schedule so far, in the form of <see cref="ChoiceLog"/>.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public static PlayHint From(ISubject subject, IReadOnlyList<int> choices, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(choices);
        using var computer = subject.Build();
        long schedules = 0;
        bool isComplete = true;
        for (int bound = 0; bound <= FewSwitches + 1; bound++)
        {
            bool isBounded = bound <= FewSwitches;
            var search = new SwitchBoundedSearch(isBounded ? bound : int.MaxValue, computer.CanPrune, choices);
            while (!search.IsFinished)
            {
                if (stop.IsCancellationRequested)
                {
                    return new PlayHint(HintKind.NotKnown, schedules + search.Schedules, [], null, 0);
                }

                if (search.RunNext(computer) == RunOutcome.Found)
                {
                    return new PlayHint(HintKind.Way, schedules + search.Schedules, [.. computer.Choices.Items], isBounded && isComplete ? bound : null, computer.Steps);
                }
            }

            schedules += search.Schedules;
            isComplete &= search.IsComplete;
            if (!search.IsRestricted)
            {
                return new PlayHint(search.IsComplete ? HintKind.NoWay : HintKind.NotKnown, schedules, [], null, 0);
            }
        }

        throw new InvalidOperationException("a search without a bound is kept from nothing");
    }
}
