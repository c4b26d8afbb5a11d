using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The exhaustive part of a hunt: <see cref="ReducedSearch"/>, or <see cref="DepthFirst"/> where something forbids the
/// reduction.
/// </summary>
internal sealed class ExhaustiveSearch(HuntOptions options, ProgressReporter progress, DistinctCount? distinct, BugWatch? watch, int conditions, Func<Computer> build, HuntCheckpoint? checkpoint)
{
    private const int SchedulesPerLook = 16;
    private const int RandomLooks = 2000;

    internal SearchOutcome Run(Computer computer, long limit, CancellationToken stop)
    {
        var result = checkpoint is { HasTree: true } ? checkpoint.Outcomes[0] : new SearchOutcome(HuntOptions.Exhaustive);
        bool prune = options.Prune && computer.CanPrune;
        var search = Search(computer, prune, result);
        var tree = new TreeEstimate(options.Seed);
        if (checkpoint is { HasTree: true })
        {
            return Resumed(computer, result, limit, stop);
        }

        Cover(computer, result);
        ISearchFigures figures = search;
        try
        {
            while (!search.IsFinished && search.Schedules < limit && !stop.IsCancellationRequested)
            {
                if (search.Divisible is { } reduced && reduced.Schedules >= SplitSizes.Default.First)
                {
                    using var split = new SplitHunt(options, progress, distinct, watch, build, result, checkpoint);
                    figures = split.Search(computer, reduced);
                    split.Run(limit, stop);
                    break;
                }

                var outcome = search.RunNext(computer);
                if (outcome is RunOutcome.Ended or RunOutcome.Found)
                {
                    distinct?.Add(DistinctCount.HashOf(computer.Choices.Items));
                }

                if (outcome == RunOutcome.Found && !GoesOn(result, computer, search.Schedules))
                {
                    break;
                }

                if (search.Schedules % SchedulesPerLook == 0 && progress.IsDue)
                {
                    progress.Report(result.Strategy, search.Schedules, search.Steps, search.States, Kinds(result), search.Explored, tree.Look(computer));
                }
            }

            if (figures.IsFinished)
            {
                watch?.Conclude(stop);
                ReachTheRest(figures, computer, stop);
            }
        }
        catch (MachineException e)
        {
            result.Error = figures == search ? Nondeterminism.Located(e, computer) : e;
            result.ErrorAt = figures.Schedules + 1;
        }

        return Conclude(figures, computer, result);
    }

    /// <summary>Goes on where the checkpoint stands.</summary>
    private SearchOutcome Resumed(Computer computer, SearchOutcome result, long limit, CancellationToken stop)
    {
        using var split = new SplitHunt(options, progress, distinct, watch, build, result, checkpoint);
        var search = split.Resume(computer);
        try
        {
            split.Run(limit, stop);
            if (search.IsFinished)
            {
                ReachTheRest(search, computer, stop);
            }
        }
        catch (MachineException e)
        {
            result.Error = e;
            result.ErrorAt = search.Schedules + 1;
        }

        return Conclude(search, computer, result);
    }

    private SearchOutcome Conclude(ISearchFigures figures, Computer computer, SearchOutcome result)
    {
        computer.Coverage = null;
        result.Reduction = figures.Reduction;
        result.Schedules = figures.Schedules;
        result.Steps = figures.Steps;
        result.TooLong = figures.TooLong;
        result.States = figures.States;
        result.Complete = figures.Complete;
        result.Explored = figures.Explored;
        result.IsExhaustive = figures.IsExhaustive && result.Error is null && watch is not { Unexplained: > 0 };
        result.Reached = computer.Reached;
        progress.Report(result.Strategy, result.Schedules, result.Steps, result.States, Kinds(result), result.Explored);
        return result;
    }

    private ITreeSearch Search(Computer computer, bool prune, SearchOutcome result)
    {
        if (options.Switches is { } bound)
        {
            return new GrowingBoundSearch(bound, prune);
        }

        if (!options.Reduce || options.Audit || !computer.CanReduce)
        {
            return Plain();
        }

        // Without known states to cut at, leaving out equivalent schedules is all there is.
        var reduced = new ReducedSearch(prune, options.Memory);
        return prune ? new AdaptiveSearch(reduced, Plain, result.Restart) : reduced;

        DepthFirst Plain() => new(prune, options.Audit && prune, maxStates: StateTable.CountIn(options.Memory));
    }

    /// <summary>
    /// A condition that holds only for a moment may hold in one order of independent steps and not in the one that was
    /// tried: what a reduced search did not reach is looked for in random schedules, and then in all there are.
    /// </summary>
    private void ReachTheRest(ISearchFigures search, Computer computer, CancellationToken stop)
    {
        ulong all = conditions == 64 ? ulong.MaxValue : (1UL << conditions) - 1;
        if (search.Reduction == "none" || computer.Reached == all)
        {
            return;
        }

        computer.KeepStates = false;
        var random = new RandomStrategy(options.Seed);
        for (int k = 0; k < RandomLooks && computer.Reached != all && !stop.IsCancellationRequested; k++)
        {
            random.Reseed(k);
            computer.Run(random);
        }

        var everything = new DepthFirst(prune: computer.CanPrune);
        while (!everything.IsFinished && computer.Reached != all && !stop.IsCancellationRequested)
        {
            everything.RunNext(computer);
        }
    }

    private void Cover(Computer computer, SearchOutcome result)
        => result.Coverage = computer.Coverage = options.Coverage ? new SiteCoverage() : null;

    private int Kinds(SearchOutcome result) => watch?.Kinds ?? result.Hits.Groups.Count;

    private bool GoesOn(SearchOutcome result, Computer computer, long schedule)
    {
        if (watch is not null)
        {
            return !watch.Meet(computer.Finding!, schedule, computer, result.Strategy);
        }

        result.Hits.Add(computer.Finding!, schedule, computer);
        return options.KeepGoing;
    }
}
