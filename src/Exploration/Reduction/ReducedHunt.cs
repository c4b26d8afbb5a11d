using Smp.Machine;

namespace Smp.Exploration;

/// <summary>The exhaustive part of a hunt where nothing forbids the reduction, on as many computers as there are workers.</summary>
internal sealed class ReducedHunt(HuntOptions options, ProgressReporter progress, DistinctCount? distinct, BugWatch? watch, Func<Computer> build)
    : ISearchWatcher
{
    private readonly SearchOutcome _result = new(HuntOptions.Exhaustive) { Reduction = "source-dpor" };
    private readonly TreeEstimate _tree = new(options.Seed);
    private ParallelSearch _search = null!;

    /// <inheritdoc/>
    public bool StopsAtFirst => watch is null && !options.KeepGoing;

    /// <inheritdoc/>
    public bool WantsHashes => distinct is not null;

    /// <inheritdoc/>
    public bool OnFound(Finding finding, in Hit hit)
    {
        if (watch is not null)
        {
            return !watch.Meet(finding, hit, _result.Strategy);
        }

        _result.Hits.Add(finding, hit);
        return options.KeepGoing;
    }

    /// <inheritdoc/>
    public void OnComplete(ulong hash) => distinct!.Add(hash);

    /// <inheritdoc/>
    public void OnLook(Computer computer)
    {
        if (progress.IsDue)
        {
            Report(_tree.Look(computer));
        }
    }

    /// <summary>Searches; <paramref name="whenDone"/> is called if nothing is left.</summary>
    internal SearchOutcome Run(Computer computer, long limit, Action whenDone, CancellationToken stop)
    {
        using var search = _search = new ParallelSearch(computer, build, options.Workers, options.Prune && computer.CanPrune, options.Memory);
        search.Coverage = _result.Coverage = options.Coverage ? new SiteCoverage() : null;
        try
        {
            search.Run(limit, this, stop);
            if (search.IsFinished)
            {
                watch?.Conclude(stop);
                whenDone();
            }
        }
        catch (MachineException e)
        {
            // The others have said where it happened on their own computers.
            _result.Error = search.Tree is null ? Nondeterminism.Located(e, computer) : e;
            _result.ErrorAt = search.Totals.Schedules + 1;
        }

        computer.Coverage = null;
        _result.Schedules = search.Totals.Schedules;
        _result.Steps = search.Totals.Steps;
        _result.TooLong = search.Totals.TooLong;
        _result.States = search.States;
        _result.Complete = search.Totals.Complete;
        _result.Explored = search.Explored;
        _result.IsExhaustive = search.IsExhaustive && _result.Error is null && watch is not { Unexplained: > 0 };
        _result.Reached = computer.Reached;
        Report(null);
        return _result;
    }

    private void Report(double? estimate)
        => progress.Report(
            _result.Strategy,
            _search.Totals.Schedules,
            _search.Totals.Steps,
            _search.States,
            watch?.Kinds ?? _result.Hits.Groups.Count,
            _search.Explored,
            estimate);
}
