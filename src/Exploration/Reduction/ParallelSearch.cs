using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// <see cref="ReducedSearch"/> on several computers: what it does not finish in its first schedules is split into units,
/// which whoever is free explores, round by round.
/// </summary>
/// <remarks>
/// Which units there are, and what each comes to, follows from counts of schedules alone, and rounds are merged in the order
/// of their units: every figure, and the first failing schedule, is the same with any number of workers.
/// </remarks>
internal sealed class ParallelSearch : ISearchFigures, IDisposable
{
    private const int SchedulesPerLook = 16;

    private readonly Func<Computer> _build;
    private readonly SplitSizes _sizes;
    private readonly bool _prune;
    private readonly long _maxBytes;
    private readonly Worker?[] _workers;
    private readonly Computer _computer;
    private readonly List<SiteCoverage> _coverages = [];
    private bool _isOver;

    /// <summary>A search.</summary>
    /// <param name="computer">The first worker's computer, the caller's.</param>
    /// <param name="first">The search that is to be split; it may have begun.</param>
    /// <param name="build">Builds those of the others.</param>
    /// <param name="workers">How many work at once.</param>
    /// <param name="prune">See <see cref="ReducedSearch"/>.</param>
    /// <param name="maxBytes">About how much memory the known states may take.</param>
    /// <param name="sizes">How the search is split; null for what is right for hunts.</param>
    internal ParallelSearch(
        Computer computer, ReducedSearch first, Func<Computer> build, int workers, bool prune, long maxBytes = HuntOptions.DefaultMemory, SplitSizes? sizes = null)
    {
        _computer = computer;
        _build = build;
        _prune = prune;
        _maxBytes = maxBytes;
        _sizes = sizes ?? SplitSizes.Default;
        _workers = new Worker?[Math.Min(workers, _sizes.Round)];
        _workers[0] = new Worker(computer, first);
        Totals.TakeFrom(first);
    }

    /// <summary>How many agents the computers have.</summary>
    internal int AgentCount => _computer.Agents.Count;

    /// <summary>What is left once the search has been split; null before.</summary>
    internal WorkTree? Tree { get; private set; }

    /// <summary>The figures of what is merged.</summary>
    internal SearchTotals Totals { get; private set; } = new();

    /// <inheritdoc/>
    public string Reduction => ((ISearchFigures)First).Reduction;

    /// <inheritdoc/>
    public long Schedules => Totals.Schedules;

    /// <inheritdoc/>
    public long Complete => Totals.Complete;

    /// <inheritdoc/>
    public long TooLong => Totals.TooLong;

    /// <inheritdoc/>
    public long Steps => Totals.Steps;

    /// <inheritdoc/>
    public bool IsFinished => Tree is null ? First.IsFinished : Tree.IsDone;

    /// <inheritdoc/>
    public bool IsExhaustive => IsFinished && Totals.TooLong == 0;

    /// <inheritdoc/>
    public long States => Tree is null ? First.States : Tree.Visited?.Count ?? 0;

    /// <inheritdoc/>
    public double? Explored => Tree?.Explored() ?? First.Explored;

    /// <summary>Where it is noted what the schedules come to; null for nowhere.</summary>
    internal SiteCoverage? Coverage { get; set; }

    /// <summary>Called after every schedule by whoever ran it, for tests.</summary>
    internal Action<Computer, RunOutcome>? Seen { get; set; }

    /// <summary>Called when a consistent state of the whole search has been reached: nothing of it is under way.</summary>
    internal Action? Settled { get; set; }

    private ReducedSearch First => _workers[0]!.Search;

    /// <summary>Explores until it is finished, the watcher ends it, <paramref name="limit"/> schedules are begun or it is told to stop.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault, in the schedule after those counted.</exception>
    internal void Run(long limit, ISearchWatcher watcher, CancellationToken stop)
    {
        if (Tree is null)
        {
            _computer.Coverage = Coverage;
            Begin(limit, watcher, stop);
        }

        if (Tree is not null && !_isOver)
        {
            Hire();
        }

        while (!_isOver && !IsFinished && Tree is not null && Totals.Schedules < limit && !stop.IsCancellationRequested)
        {
            Round(limit - Totals.Schedules, watcher, stop);
            if (!stop.IsCancellationRequested)
            {
                Settled?.Invoke();
            }

            watcher.OnLook(_computer);
        }

        _computer.Coverage = null;
        _computer.Reached = Totals.Reached;
    }

    /// <summary>Goes on where another search stood.</summary>
    internal void Resume(WorkTree tree, SearchTotals totals)
    {
        Tree = tree;
        Totals = totals;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in _workers.Skip(1))
        {
            worker?.Computer.Dispose();
        }
    }

    /// <summary>One after the other, as in a search that is never split.</summary>
    private void Begin(long limit, ISearchWatcher watcher, CancellationToken stop)
    {
        var search = First;
        while (!search.IsFinished && search.Schedules < Math.Min(limit, _sizes.First) && !stop.IsCancellationRequested)
        {
            var outcome = search.RunNext(_computer);
            Totals.TakeFrom(search);
            Seen?.Invoke(_computer, outcome);
            if (watcher.WantsHashes && outcome is RunOutcome.Ended or RunOutcome.Found)
            {
                watcher.OnComplete(DistinctCount.HashOf(_computer.Choices.Items));
            }

            if (outcome == RunOutcome.Found && !watcher.OnFound(_computer.Finding!, new Hit(search.Schedules, _computer.Choices.Items.ToArray())))
            {
                _isOver = true;
                break;
            }

            if (search.Schedules % SchedulesPerLook == 0)
            {
                watcher.OnLook(_computer);
            }
        }

        Totals.Reached = _computer.Reached;
        if (search.IsFinished || _isOver || search.Schedules < _sizes.First)
        {
            return;
        }

        var start = new UnitResult(null!);
        search.EndUnit(start);
        Tree = WorkTree.Of(start, search.Visited);
    }

    /// <summary>The others' computers, and for every unit of a round somebody who notes what it comes to.</summary>
    private void Hire()
    {
        for (int i = 1; i < _workers.Length; i++)
        {
            _workers[i] ??= new Worker(_build(), new ReducedSearch(_prune, _maxBytes));
        }

        for (int i = 0; Coverage is not null && i < _sizes.Round; i++)
        {
            _coverages.Add(new SiteCoverage());
        }
    }

    private void Round(long limit, ISearchWatcher watcher, CancellationToken stop)
    {
        // What is left of the limit is shared out beforehand, so that nobody's part depends on another's.
        int most = (int)Math.Clamp(limit / _sizes.Unit, 1, _sizes.Round);
        int budget = (int)Math.Min(limit, _sizes.Unit);
        var units = Tree!.Next(most);
        var results = new UnitResult[units.Count];
        int next = -1;
        int last = units.Count;
        Workers.Run(Math.Min(_workers.Length, units.Count), number =>
        {
            var worker = _workers[number]!;
            while (Interlocked.Increment(ref next) is var unit && unit < Volatile.Read(ref last))
            {
                var coverage = Coverage is null ? null : _coverages[unit];
                coverage?.Clear();
                worker.Computer.Coverage = coverage;
                results[unit] = Explore(worker, units[unit], budget, watcher, stop);
                if (results[unit].Error is not null || (watcher.StopsAtFirst && results[unit].Hits.Count > 0))
                {
                    Lower(ref last, unit + 1);
                }
            }
        });
        Merge(results[..last], watcher);
    }

    private UnitResult Explore(Worker worker, WorkNode unit, int budget, ISearchWatcher watcher, CancellationToken stop)
    {
        var (computer, search) = worker;
        var result = new UnitResult(unit);
        computer.Reached = 0;
        search.BeginUnit(computer, unit, Tree!.Visited, Tree.IsKnown(unit));
        try
        {
            do
            {
                var outcome = search.RunNext(computer);
                Seen?.Invoke(computer, outcome);
                if (watcher.WantsHashes && outcome is RunOutcome.Ended or RunOutcome.Found)
                {
                    result.Hashes.Add(DistinctCount.HashOf(computer.Choices.Items));
                }

                if (outcome == RunOutcome.Found)
                {
                    result.Hits.Add((search.Schedules, computer.Finding!, computer.Choices.Items.ToArray()));
                }
            }
            while (!search.IsFinished && search.Schedules < budget && !stop.IsCancellationRequested
                && !(watcher.StopsAtFirst && result.Hits.Count > 0));
        }
        catch (MachineException e)
        {
            result.Error = Nondeterminism.Located(e, computer);
        }

        result.Totals.Reached = computer.Reached;
        result.Totals.TakeFrom(search);
        if (result.Error is null)
        {
            search.EndUnit(result);
        }

        return result;
    }

    private void Merge(UnitResult[] results, ISearchWatcher watcher)
    {
        for (int i = 0; i < results.Length; i++)
        {
            var result = results[i];
            Coverage?.Merge(_coverages[i], offset: Totals.Schedules);
            foreach (ulong hash in result.Hashes)
            {
                watcher.OnComplete(hash);
            }

            foreach (var (number, finding, choices) in result.Hits)
            {
                if (!watcher.OnFound(finding, new Hit(Totals.Schedules + number, choices)))
                {
                    _isOver = true;
                    break;
                }
            }

            Totals.Add(result.Totals);
            if (result.Error is not null)
            {
                throw result.Error;
            }

            if (_isOver)
            {
                return;
            }
        }

        Tree!.Merge(results);
    }

    private static void Lower(ref int value, int to)
    {
        int seen = Volatile.Read(ref value);
        while (to < seen)
        {
            seen = Interlocked.CompareExchange(ref value, to, seen);
        }
    }

    private sealed record Worker(Computer Computer, ReducedSearch Search);
}
