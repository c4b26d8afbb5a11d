using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The beginning of a hunt for one bug: schedules with 0, 1, 2, … switches, in which most bugs show. A short look; what
/// it does not find is left to the search that follows, which does not build on it.
/// </summary>
internal sealed class FewSwitchesFirst(HuntOptions options, BugWatch watch)
{
    private const int MaxBound = 4;

    /// <summary>Schedules of all bounds together: a number, so that the same schedule comes out on every machine.</summary>
    private const long MaxSchedules = 20_000;

    internal SearchOutcome Run(Computer computer, CancellationToken stop)
    {
        var result = new SearchOutcome(HuntOptions.Exhaustive);
        long limit = Math.Min(MaxSchedules, options.Schedules ?? long.MaxValue);
        try
        {
            for (int bound = 0; bound <= MaxBound && !watch.IsFound && result.Schedules < limit && !stop.IsCancellationRequested; bound++)
            {
                var search = new SwitchBoundedSearch(bound, options.Prune && computer.CanPrune);
                while (!search.IsFinished && result.Schedules < limit && !stop.IsCancellationRequested && !watch.IsFound)
                {
                    var outcome = search.RunNext(computer);
                    result.Schedules++;
                    result.Steps += computer.Steps;
                    if (outcome == RunOutcome.Found)
                    {
                        watch.Meet(computer.Finding!, result.Schedules, computer, result.Strategy);
                    }
                }
            }
        }
        catch (MachineException e)
        {
            result.Error = e;
            result.ErrorAt = result.Schedules + 1;
        }

        result.Reached = computer.Reached;
        return result;
    }
}
