using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The random part of a hunt: workers take blocks of schedule numbers in order, each on a computer of its own.
/// </summary>
/// <remarks>
/// Verdict, first finding and its number are those of one worker. Blocks are handed out in order and a block taken is
/// finished, budget or no budget, up to the smallest number known to fail. So when all workers are done, every schedule
/// below that number has been run.
/// </remarks>
internal sealed class RandomSearch
{
    private const int BlockSize = 32;

    private readonly HuntOptions _options;
    private readonly ProgressReporter _progress;
    private readonly DistinctCount _distinct;
    private readonly BugWatch? _watch;
    private readonly Share[] _shares;
    private readonly long _limit;
    private long _nextBlock;
    private long _stopAt = long.MaxValue;

    /// <summary>A search with a worker for each computer; with a <paramref name="watch"/> there may be only one.</summary>
    internal RandomSearch(
        HuntOptions options, ProgressReporter progress, DistinctCount distinct, IReadOnlyList<Computer> computers, long limit, BugWatch? watch)
    {
        if (watch is not null && computers.Count > 1)
        {
            throw new ArgumentException("a hunt for one bug has one worker", nameof(computers));
        }

        _watch = watch;
        _options = options;
        _progress = progress;
        _distinct = distinct;
        _limit = limit;
        _shares = new Share[computers.Count];
        for (int i = 0; i < _shares.Length; i++)
        {
            _shares[i] = new Share(computers[i], i == 0 ? distinct : new DistinctCount(options.Memory))
            {
                Coverage = options.Coverage ? new SiteCoverage() : null,
            };
        }
    }

    internal SearchOutcome Run(CancellationToken stop)
    {
        Workers.Run(_shares.Length, worker => Work(worker, stop));
        var result = new SearchOutcome(HuntOptions.Random);
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

        _progress.Report(result.Strategy, result.Schedules, result.Steps, 0, _watch?.Kinds ?? result.Hits.Groups.Count, null);
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
        var strategy = new RandomStrategy(_options.Seed);
        while (!stop.IsCancellationRequested)
        {
            long start = (Interlocked.Increment(ref _nextBlock) - 1) * BlockSize;
            if (start >= _limit || start >= Volatile.Read(ref _stopAt))
            {
                return;
            }

            RunBlock(share, strategy, start, Math.Min(start + BlockSize, _limit));
            if (worker == 0 && _progress.IsDue)
            {
                Report();
            }
        }
    }

    private void RunBlock(Share share, RandomStrategy strategy, long start, long end)
    {
        var computer = share.Computer;
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
        if (_watch is not null)
        {
            return !_watch.Meet(share.Computer.Finding!, number, null, HuntOptions.Random);
        }

        share.Hits.Add(share.Computer.Finding!, number, null);
        return _options.KeepGoing;
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

        _progress.Report(HuntOptions.Random, schedules, steps, 0, kinds, null);
    }

    /// <summary>What one worker has. The figures are read by the one who reports; all else is its own until it is done.</summary>
    private sealed class Share(Computer computer, DistinctCount distinct)
    {
        internal long Schedules;
        internal long Steps;
        internal int Kinds;

        internal Computer Computer { get; } = computer;

        internal DistinctCount Distinct { get; } = distinct;

        internal HitLog Hits { get; } = new();

        internal SiteCoverage? Coverage { get; init; }

        internal long TooLong { get; set; }

        internal Exception? Error { get; set; }

        internal long ErrorAt { get; set; } = long.MaxValue;
    }
}
