namespace Smp.Exploration;

/// <summary>Tells a caller now and then where a hunt stands. Looks at the time, decides nothing.</summary>
internal sealed class ProgressReporter
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly IProgress<HuntProgress>? _progress;
    private readonly HuntOptions _options;
    private readonly long _start;
    private TimeSpan _next;
    private HuntProgress _base;

    internal ProgressReporter(IProgress<HuntProgress>? progress, HuntOptions options)
    {
        _progress = progress;
        _options = options;
        _start = options.TimeProvider.GetTimestamp();
    }

    internal TimeSpan Elapsed => _options.TimeProvider.GetElapsedTime(_start);

    /// <summary>Whether it is time for a report.</summary>
    internal bool IsDue => _progress is not null && Elapsed >= _next;

    /// <summary>What an earlier part of the hunt came to.</summary>
    internal void After(SearchOutcome outcome)
        => _base = _base with
        {
            Schedules = _base.Schedules + outcome.Schedules,
            Steps = _base.Steps + outcome.Steps,
            States = _base.States + outcome.States,
            Findings = _base.Findings + outcome.Hits.Groups.Count,
        };

    internal void Report(string strategy, long schedules, long steps, long states, int findings, double? explored, double? tree = null)
    {
        var elapsed = Elapsed;
        _next = elapsed + Interval;
        long all = _base.Schedules + schedules;
        double budget = elapsed / _options.Time;
        if (_options.Schedules is { } limit)
        {
            budget = Math.Max(budget, (double)all / limit);
        }

        _progress?.Report(new HuntProgress(
            strategy,
            all,
            _base.Steps + steps,
            _base.States + states,
            _base.Findings + findings,
            elapsed,
            explored,
            Math.Clamp(budget, 0, 1))
        {
            Tree = tree,
        });
    }
}
