using Smp.Machine;

namespace Smp.Exploration;

/// <summary>The exhaustive part of a hunt from where it is split: on as many computers as there are workers.</summary>
internal sealed class SplitHunt(
    HuntOptions options, ProgressReporter progress, DistinctCount? distinct, BugWatch? watch, Func<Computer> build, SearchOutcome result, HuntCheckpoint? checkpoint)
    : ISearchWatcher, IDisposable
{
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
            return !watch.Meet(finding, hit, result.Strategy);
        }

        result.Hits.Add(finding, hit);
        return options.KeepGoing;
    }

    /// <inheritdoc/>
    public void OnComplete(ulong hash) => distinct!.Add(hash);

    /// <inheritdoc/>
    public void OnLook(Computer computer)
    {
        if (progress.IsDue)
        {
            int kinds = watch?.Kinds ?? result.Hits.Groups.Count;
            progress.Report(result.Strategy, _search.Schedules, _search.Steps, _search.States, kinds, _search.Explored, _tree.Look(computer));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _search?.Dispose();

    /// <summary>The search that is split, or that goes on where another stood.</summary>
    internal ParallelSearch Search(Computer computer, ReducedSearch reduced)
    {
        _search = new ParallelSearch(computer, reduced, build, options.Workers, options.Prune && computer.CanPrune, options.Memory)
        {
            Coverage = result.Coverage,
        };
        if (checkpoint is not null)
        {
            _search.Settled = () => Keep(checkpoint);
        }

        return _search;
    }

    /// <summary>The search that a checkpoint kept.</summary>
    internal ParallelSearch Resume(Computer computer)
    {
        bool prune = options.Prune && computer.CanPrune;
        var (totals, tree) = checkpoint!.ReadTree(prune ? new VisitedStates(computer.Agents.Count, options.Memory) : null);
        Search(computer, new ReducedSearch(prune, options.Memory)).Resume(tree, totals);
        return _search;
    }

    private void Keep(HuntCheckpoint at)
    {
        if (at.IsDue)
        {
            result.Schedules = _search.Schedules;
            at.Keep(result, _search.Totals, _search.Tree!, distinct);
        }
    }

    /// <summary>Searches until it is finished or ended.</summary>
    internal void Run(long limit, CancellationToken stop) => _search.Run(limit, this, stop);
}
