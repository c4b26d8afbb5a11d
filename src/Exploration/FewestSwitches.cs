using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Looks for the schedule of a finding that has the fewest switches, so that people get the simplest one to read:
/// bound 0, 1, 2, … one after the other, each searched completely before the next.
/// </summary>
/// <remarks>The budget is counted in schedules, so that the same schedule comes out on every machine.</remarks>
public static class FewestSwitches
{
    /// <summary>Schedules of all bounds together.</summary>
    private const long MaxSchedules = 100_000;

    /// <summary>The finding, or the catalogued bug that it is, with a schedule of at most as many switches.</summary>
    /// <param name="subject">What it was found in.</param>
    /// <param name="options">How: pruning, the bound on steps, and the time that all this may take at most.</param>
    /// <param name="known">The finding as it was found; keeps its strategy and its hits.</param>
    /// <param name="cancel">Ends the search with what it has.</param>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public static FoundFinding Of(ISubject subject, HuntOptions options, FoundFinding known, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(known);
        using var time = new CancellationTokenSource(options.Time, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        var computer = Build(subject, options);
        long left = MaxSchedules;
        int most = known.Switches;
        for (int bound = 0; bound < most; bound++)
        {
            var search = new SwitchBoundedSearch(bound, options.Prune && computer.CanPrune);
            if (Search(search, computer, left, known, new FindingCollector(subject, options, () => Build(subject, options)), stop.Token) is { } found)
            {
                return found with { HasFewestSwitches = true };
            }

            left -= search.Schedules;
            if (!search.IsComplete)
            {
                return known;
            }
        }

        return known with { HasFewestSwitches = true };
    }

    private static FoundFinding? Search(
        SwitchBoundedSearch search, Computer computer, long left, FoundFinding known, FindingCollector collector, CancellationToken stop)
    {
        while (!search.IsFinished && search.Schedules < left && !stop.IsCancellationRequested)
        {
            if (search.RunNext(computer) != RunOutcome.Found)
            {
                continue;
            }

            collector.AddOne(computer.Finding!, new Hit(search.Schedules, computer.Choices.Items.ToArray()), known.Strategy);
            if (collector.Verified(known.Id, known.Bug) is { } found)
            {
                return found with { Strategy = known.Strategy, FirstHit = known.FirstHit, Hits = known.Hits };
            }
        }

        return null;
    }

    private static Computer Build(ISubject subject, HuntOptions options)
    {
        var computer = subject.Build();
        computer.MaxSteps = options.MaxSteps ?? computer.MaxSteps;
        return computer;
    }
}
