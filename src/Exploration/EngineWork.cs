using Smp.Machine;

namespace Smp.Exploration;

/// <summary>What an engine is asked to explore, and whom it tells what came of it. Used by one thread at a time.</summary>
public sealed class EngineWork
{
    private const long MaxTraceLength = 32 << 20;

    private readonly ProgressReporter _progress;
    private readonly DistinctCount _distinct;
    private readonly SearchOutcome _outcome;
    private readonly BugWatch? _watch;
    private readonly HuntOptions _options;
    private readonly CancellationToken _stop;
    private readonly HashSet<(string Kind, string Subject)> _traced = [];
    private long _traceLength;
    private bool _enough;

    internal EngineWork(
        ISubject subject,
        Func<Computer> build,
        HuntOptions options,
        ProgressReporter progress,
        DistinctCount distinct,
        SearchOutcome outcome,
        BugWatch? watch,
        CancellationToken stop)
    {
        Subject = subject;
        Build = build;
        _options = options;
        _progress = progress;
        _distinct = distinct;
        _outcome = outcome;
        _watch = watch;
        _stop = stop;
    }

    /// <summary>What is explored.</summary>
    public ISubject Subject { get; }

    /// <summary>Makes a computer, on the host that was asked for, with the hunt's bound on steps. The engine disposes it.</summary>
    public Func<Computer> Build { get; }

    /// <summary>Where the engine's random numbers start.</summary>
    public ulong Seed => _options.Seed;

    /// <summary>At most this many schedules; null for as many as the time allows.</summary>
    public long? Schedules => _options.Schedules;

    /// <summary>Whether to begin no further schedule.</summary>
    public bool IsDone => _enough || _stop.IsCancellationRequested || _outcome.Schedules >= (_options.Schedules ?? long.MaxValue);

    /// <summary>A schedule has run to its end: counts it.</summary>
    public void Count(Computer computer, RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _outcome.Schedules++;
        _outcome.Steps += computer.Steps;
        _outcome.Reached |= computer.Reached;
        if (outcome == RunOutcome.TooLong)
        {
            _outcome.TooLong++;
        }
        else
        {
            _distinct.Add(DistinctCount.HashOf(computer.Choices.Items));
        }

        if (_progress.IsDue)
        {
            _progress.Report(_outcome.Strategy, _outcome.Schedules, _outcome.Steps, 0, _watch?.Kinds ?? _outcome.Hits.Groups.Count, null);
        }
    }

    /// <summary>A schedule that was counted has failed.</summary>
    public void Report(EngineHit hit)
    {
        ArgumentNullException.ThrowIfNull(hit);
        var kept = new Hit(hit.Number, hit.Choices) { EventHash = hit.EventHash, Trace = Kept(hit) };
        if (_watch is not null)
        {
            _enough |= _watch.Meet(hit.Finding, kept, _outcome.Strategy);
            return;
        }

        _outcome.Hits.Add(hit.Finding, kept);
        _enough |= !_options.KeepGoing;
    }

    /// <summary>The trace of a hit: of the first of a kind always, of others as long as there is room for them.</summary>
    private string? Kept(EngineHit hit)
    {
        bool isFirst = _traced.Add((hit.Finding.Kind, hit.Finding.Subject));
        _traceLength += hit.Trace?.Length ?? 0;
        return isFirst || _traceLength <= MaxTraceLength ? hit.Trace : null;
    }
}
