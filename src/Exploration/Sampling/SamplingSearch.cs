using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The part of a hunt that samples: workers take blocks of schedule numbers in order, each on a computer of its own, and
/// wait for each other at the end of a round, where the strategy learns.
/// </summary>
/// <remarks>
/// Verdict, first finding and its number are those of one worker. Blocks are handed out in order and a block taken is
/// finished, budget or no budget, up to the smallest number known to fail. So when all workers are done, every schedule
/// below that number has been run.
/// </remarks>
internal sealed class SamplingSearch
{
    private const int BlockSize = 32;

    private readonly HuntOptions _options;
    private readonly ProgressReporter _progress;
    private readonly DistinctCount _distinct;
    private readonly BugWatch? _watch;
    private readonly Sampling _sampling;
    private readonly Share[] _shares;
    private readonly long _limit;
    private int _round;
    private long _roundStart;
    private long _roundEnd;
    private long _next;
    private long _stopAt = long.MaxValue;

    /// <summary>A search with a worker for each computer; with a <paramref name="watch"/> there may be only one.</summary>
    internal SamplingSearch(
        HuntOptions options,
        Sampling sampling,
        ProgressReporter progress,
        DistinctCount distinct,
        IReadOnlyList<Computer> computers,
        long limit,
        BugWatch? watch)
    {
        if (watch is not null && computers.Count > 1)
        {
            throw new ArgumentException("a hunt for one bug has one worker", nameof(computers));
        }

        _watch = watch;
        _sampling = sampling;
        _options = options;
        _progress = progress;
        _distinct = distinct;
        _limit = limit;
        _shares = new Share[computers.Count];
        for (int i = 0; i < _shares.Length; i++)
        {
            _shares[i] = new Share(computers[i], sampling.New(), i == 0 ? distinct : new DistinctCount(options.Memory))
            {
                Coverage = options.Coverage ? new SiteCoverage() : null,
            };
        }

    }

    /// <summary>Where it is kept how far the search is; null for nowhere.</summary>
    internal HuntCheckpoint? Checkpoint { get; init; }

    /// <summary>What the searches before this one came to.</summary>
    internal IReadOnlyList<SearchOutcome> Before { get; init; } = [];

    internal SearchOutcome Run(CancellationToken stop)
    {
        Resume();
        Workers.RunRounds(_shares.Length, worker => Work(worker, stop), () => NextRound(stop));
        var result = Result();
        _progress.Report(result.Strategy, result.Schedules, result.Steps, 0, _watch?.Kinds ?? result.Hits.Groups.Count, null);
        return result;
    }

    /// <summary>Goes on where the checkpoint stands.</summary>
    private void Resume()
    {
        if (Checkpoint is not { HasSamples: true })
        {
            _roundEnd = _sampling.EndOf(0, 0, Checkpoint is not null);
            return;
        }

        var done = Checkpoint.Outcomes[^1];
        var share = _shares[0];
        share.Schedules = done.Schedules;
        share.Steps = done.Steps;
        share.TooLong = done.TooLong;
        share.Hits.Merge(done.Hits);
        share.Computer.Reached |= done.Reached;
        if (done.Coverage is not null)
        {
            share.Coverage?.Merge(done.Coverage);
        }

        _round = _sampling.Read(Checkpoint.ReadLearned());
        _roundStart = _next = done.Schedules;
        _roundEnd = _sampling.EndOf(_roundStart, _round, isKept: true);
    }

    private SearchOutcome Result()
    {
        var result = new SearchOutcome(_sampling.Name);
        MergeCoverage(result);
        foreach (var share in _shares)
        {
            result.Schedules += share.Schedules;
            result.Steps += share.Steps;
            result.TooLong += share.TooLong;
            result.Reached |= share.Computer.Reached;
            result.Hits.Merge(share.Hits);
            if (share.Distinct != _distinct)
            {
                _distinct.Merge(share.Distinct);
            }

            if (share.Error is not null && (result.Error is null || share.ErrorAt < result.ErrorAt))
            {
                result.Error = share.Error;
                result.ErrorAt = share.ErrorAt;
            }
        }

        // A worker that was past the first failure may have met an error that a single worker never would.
        if (!_options.KeepGoing && result.Hits.Groups.Count > 0 && result.Hits.Groups[0].Hits[0].Number < result.ErrorAt)
        {
            result.Error = null;
        }

        return result;
    }

    /// <summary>Up to the schedule that ended the search: what other workers ran after it is no part of it.</summary>
    private void MergeCoverage(SearchOutcome result)
    {
        if (!_options.Coverage)
        {
            return;
        }

        result.Coverage = new SiteCoverage();
        long last = _stopAt == long.MaxValue ? long.MaxValue : _stopAt + 1;
        foreach (var share in _shares)
        {
            result.Coverage.Merge(share.Coverage!, last);
            share.Computer.Coverage = null;
        }
    }

    private void Work(int worker, CancellationToken stop)
    {
        var share = _shares[worker];
        share.Computer.Coverage = share.Coverage;
        while (!stop.IsCancellationRequested)
        {
            long start = Interlocked.Add(ref _next, BlockSize) - BlockSize;
            if (start >= _roundEnd || start >= _limit || start >= Volatile.Read(ref _stopAt))
            {
                return;
            }

            RunBlock(share, start, Math.Min(start + BlockSize, Math.Min(_roundEnd, _limit)));
            if (worker == 0 && _progress.IsDue)
            {
                Report();
            }
        }
    }

    /// <summary>All workers are at the end of the round. False if there is no other.</summary>
    private bool NextRound(CancellationToken stop)
    {
        if (stop.IsCancellationRequested || _roundEnd >= _limit || _roundEnd > _stopAt)
        {
            return false;
        }

        _sampling.Learn(_shares.Select(share => share.Tally));
        _roundStart = _next = _roundEnd;
        _roundEnd = _sampling.EndOf(_roundStart, ++_round, Checkpoint is not null);
        if (Checkpoint is { IsDue: true })
        {
            Checkpoint.Keep(Before, Result(), _distinct, to => _sampling.Write(to, _round));
        }

        return true;
    }

    private void RunBlock(Share share, long start, long end)
    {
        var computer = share.Computer;
        var strategy = share.Strategy;
        long steps = 0;
        long k = start;
        for (; k < end && k < Volatile.Read(ref _stopAt); k++)
        {
            strategy.Reseed(k);
            if (share.Coverage is not null)
            {
                // The run that begins counts on to k + 1.
                share.Coverage.Schedule = k;
            }

            RunOutcome outcome;
            try
            {
                outcome = computer.Run(strategy);
            }
            catch (MachineException e)
            {
                share.Error = e;
                share.ErrorAt = k + 1;
                StopAt(k);
                break;
            }

            steps += computer.Steps;
            if (outcome == RunOutcome.TooLong)
            {
                share.TooLong++;
                continue;
            }

            Learn(share, outcome, (int)(k - _roundStart));
            share.Distinct.Add(DistinctCount.HashOf(computer.Choices.Items));
            if (outcome == RunOutcome.Found && !GoesOn(share, k + 1))
            {
                StopAt(k);
            }
        }

        Volatile.Write(ref share.Steps, share.Steps + steps);
        Volatile.Write(ref share.Schedules, share.Schedules + k - start);
        Volatile.Write(ref share.Kinds, _watch?.Kinds ?? share.Hits.Groups.Count);
    }

    private bool GoesOn(Share share, long number)
    {
        var choices = _sampling.IsStateless ? null : share.Computer;
        if (_watch is not null)
        {
            return !_watch.Meet(share.Computer.Finding!, number, choices, _sampling.Name);
        }

        share.Hits.Add(share.Computer.Finding!, number, choices);
        return _options.KeepGoing;
    }

    private void Learn(Share share, RunOutcome outcome, int place)
    {
        if (share.Strategy is PortfolioStrategy portfolio)
        {
            _sampling.Shares!.Note(place, portfolio.Arm, share.Computer.FinalState());
        }

        if (outcome == RunOutcome.Ended && share.Learner is { } learner)
        {
            share.Tally.Add(share.Computer);
            learner.Tell(share.Tally);
        }
    }

    private void StopAt(long k)
    {
        long now = Volatile.Read(ref _stopAt);
        while (k < now)
        {
            long seen = Interlocked.CompareExchange(ref _stopAt, k, now);
            if (seen == now)
            {
                return;
            }

            now = seen;
        }
    }

    private void Report()
    {
        long schedules = 0;
        long steps = 0;
        int kinds = 0;
        foreach (var share in _shares)
        {
            schedules += Volatile.Read(ref share.Schedules);
            steps += Volatile.Read(ref share.Steps);
            kinds = Math.Max(kinds, Volatile.Read(ref share.Kinds));
        }

        _progress.Report(_sampling.Name, schedules, steps, 0, kinds, null);
    }

    /// <summary>What one worker has. The figures are read by the one who reports; all else is its own until it is done.</summary>
    private sealed class Share(Computer computer, SamplingStrategy strategy, DistinctCount distinct)
    {
        internal long Schedules;
        internal long Steps;
        internal int Kinds;

        internal Computer Computer { get; } = computer;

        internal SamplingStrategy Strategy { get; } = strategy;

        /// <summary>The strategy that drew the last schedule, where it learns.</summary>
        internal LearningStrategy? Learner => Strategy as LearningStrategy ?? (Strategy as PortfolioStrategy)?.Current;

        internal Tally Tally { get; } = new();

        internal DistinctCount Distinct { get; } = distinct;

        internal HitLog Hits { get; } = new();

        internal SiteCoverage? Coverage { get; init; }

        internal long TooLong { get; set; }

        internal Exception? Error { get; set; }

        internal long ErrorAt { get; set; } = long.MaxValue;
    }
}
