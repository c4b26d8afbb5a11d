using System.Globalization;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Explores one subject within a budget and says what came of it.
/// </summary>
/// <remarks>
/// Without a strategy an exhaustive search gets four fifths of the time; if it finishes, that is the verdict, otherwise
/// the portfolio uses up what is left. A hunt for one bug (<see cref="HuntOptions.Until"/>) passes over what else it finds.
/// Given the seed and a number of schedules as the only limit, verdict, identities, the first token and the first hit are
/// the same on every machine and with any number of workers.
/// </remarks>
public sealed class Hunt
{
    private const double ExhaustiveShare = 0.8;
    private const double GlanceShare = 0.25;
    private const int MaxConditions = 64;

    private readonly ISubject _subject;
    private readonly HuntOptions _options;
    private readonly List<SearchOutcome> _outcomes = [];
    private string _strategy = HuntOptions.Exhaustive;

    /// <summary>A hunt.</summary>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public Hunt(ISubject subject, HuntOptions options)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        _subject = subject;
        _options = options;
    }

    /// <summary>Hunts until something is found, everything is explored, the budget is used up or the caller cancels.</summary>
    /// <param name="progress">Told about every tenth of a second, on the thread that explores: the caller's, or another engine's.</param>
    /// <param name="cancel">Ends the hunt with what was found so far.</param>
    /// <returns>A failure of the testbed or the scenario is a verdict too, never an exception.</returns>
    public HuntResult Run(IProgress<HuntProgress>? progress = null, CancellationToken cancel = default)
    {
        var reporter = new ProgressReporter(progress, _options);
        var distinct = new DistinctCount(_options.Memory);
        // What others have found must be the same here: explained and replayed on the built-in host.
        var collector = new FindingCollector(_subject.OnBuiltInHost, _options, BuildPlain);
        var watch = _options.Until is { } bug ? new BugWatch(collector, bug) : null;
        IReadOnlyList<FoundFinding> findings = [];
        IReadOnlyList<FoundFinding> notes = [];
        TimeSpan? elapsed = null;
        Computer? computer = null;
        string? error = null;
        _outcomes.Clear();
        _strategy = _options.Engine?.Strategy ?? _options.Strategy ?? HuntOptions.Exhaustive;
        try
        {
            if (_subject.MustReach.Count > MaxConditions)
            {
                throw new MachineException($"a scenario has at most {MaxConditions} conditions to reach, not {_subject.MustReach.Count}");
            }

            computer = Build();
            using var checkpoint = HuntCheckpoint.Open(_options, _subject, computer, distinct);
            if (checkpoint is { IsDone: true })
            {
                _outcomes.AddRange(checkpoint.Outcomes);
                _strategy = checkpoint.Strategy;
            }
            else if (_options.Engine is { } engine)
            {
                Explore(engine, reporter, distinct, watch, cancel);
            }
            else if (Glance(computer, cancel) is { } glance)
            {
                collector = glance;
                watch = null;
            }
            else
            {
                Search(computer, reporter, distinct, watch, checkpoint, cancel);
                KeepEnd(checkpoint, distinct);
            }

            error = ErrorOfSearches();
            foreach (var outcome in _outcomes)
            {
                if (error is null || _options.KeepGoing)
                {
                    collector.Add(outcome, cancel);
                }
            }

            findings = collector.Verified();
            elapsed = reporter.Elapsed;
            findings = error is null ? new Aftermath(_subject.OnBuiltInHost, _options).Of(findings, cancel) : findings;
            if (error is null && _options.Engine is null)
            {
                notes = new RaceNotes(_subject.OnBuiltInHost, _options).Look(cancel);
            }
        }
        catch (MachineException e)
        {
            error ??= e.Message;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or CheckpointException))
        {
            // The scenario's own code (building, explaining) failed.
            error ??= $"{e.GetType().Name}: {e.Message}";
        }

        computer?.Dispose();
        var result = new Summary(_subject, _options, _outcomes, _strategy).Result(
            computer, findings, collector.Unexplained + (watch?.Unexplained ?? 0), distinct, error, elapsed ?? reporter.Elapsed, cancel.IsCancellationRequested);
        return result with
        {
            Notes = notes,
            Odds = new OddsPass(_subject.OnBuiltInHost, _options).After(result, _options.Time - reporter.Elapsed, cancel),
        };
    }

    private static void Check(HuntOptions options)
    {
        if (options.Engine is null && options.Strategy is { } strategy && !HuntOptions.Strategies.Contains(strategy))
        {
            throw new ArgumentException(
                $"there is no strategy '{strategy}'; there are {string.Join(", ", HuntOptions.Strategies)}", nameof(options));
        }

        if (options.Depth <= 0)
        {
            throw new ArgumentException("the depth must be positive", nameof(options));
        }

        if (options.Checkpoint is not null && (options.Until is not null || options.Engine is not null || options.Switches is not null))
        {
            throw new ArgumentException("a hunt for one bug, with another engine or with a bound on switches has no checkpoint", nameof(options));
        }

        if (options.Until is not null && options.KeepGoing)
        {
            throw new ArgumentException("a hunt is for one bug or for all, not for both", nameof(options));
        }

        if (options.Schedules is <= 0)
        {
            throw new ArgumentException("the number of schedules must be positive", nameof(options));
        }

        if (options.Time <= TimeSpan.Zero)
        {
            throw new ArgumentException("the time must be positive", nameof(options));
        }

        if (options.Memory <= 0)
        {
            throw new ArgumentException("the memory must be positive", nameof(options));
        }

        if (options.Workers <= 0)
        {
            throw new ArgumentException("the number of workers must be positive", nameof(options));
        }

        if (options.Switches is < 0)
        {
            throw new ArgumentException("the number of switches must not be negative", nameof(options));
        }

        if (options.MaxSteps is <= 0)
        {
            throw new ArgumentException("the bound on steps must be positive", nameof(options));
        }
    }

    /// <summary>A short look at schedules with few switches, for the one bug that is hunted; null if it does not show there.</summary>
    private FindingCollector? Glance(Computer computer, CancellationToken cancel)
    {
        if (_options.Until is not { } bug || _options.Strategy is not (null or HuntOptions.Exhaustive) || _options.Audit)
        {
            return null;
        }

        var collector = new FindingCollector(_subject.OnBuiltInHost, _options, BuildPlain);
        var watch = new BugWatch(collector, bug);
        using var timer = Timer(_options.Time * GlanceShare);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        var outcome = new FewSwitchesFirst(_options, watch).Run(computer, stop.Token);
        if (!watch.IsFound)
        {
            return null;
        }

        _outcomes.Add(outcome);
        return collector;
    }

    private void Explore(IEngine engine, ProgressReporter reporter, DistinctCount distinct, BugWatch? watch, CancellationToken cancel)
    {
        using var timer = Timer(_options.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        var outcome = new SearchOutcome(engine.Strategy);
        try
        {
            outcome.Coverage = _options.Coverage ? new SiteCoverage() : null;
            engine.Explore(new EngineWork(_subject, () => Covered(outcome), _options, reporter, distinct, outcome, watch, stop.Token));
        }
        catch (MachineException e)
        {
            outcome.Error = e;
            outcome.ErrorAt = outcome.Schedules + 1;
        }

        Add(outcome, reporter);
        watch?.Conclude(stop.Token);
    }

    private void Search(Computer computer, ProgressReporter reporter, DistinctCount distinct, BugWatch? watch, HuntCheckpoint? checkpoint, CancellationToken cancel)
    {
        if (checkpoint is { HasSamples: true })
        {
            foreach (var outcome in checkpoint.Outcomes.SkipLast(1))
            {
                Add(outcome, reporter);
            }
        }
        else if (_options.Strategy is null or HuntOptions.Exhaustive)
        {
            double share = _options.Strategy is null ? ExhaustiveShare : 1;
            // A glance that came to nothing has used some of the time.
            using var timer = Timer(TimeSpan.FromMilliseconds(Math.Max(1, (_options.Time - reporter.Elapsed).TotalMilliseconds * share)));
            using var budget = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
            var search = new ExhaustiveSearch(_options, reporter, _options.Strategy is null ? distinct : null, watch, _subject.MustReach.Count, Build, checkpoint);
            Add(search.Run(computer, _options.Schedules ?? long.MaxValue, budget.Token), reporter);
            var outcome = _outcomes[0];
            bool isDone = outcome.IsExhaustive || outcome.Error is not null || watch is { IsFound: true }
                || (outcome.Hits.Groups.Count > 0 && !_options.KeepGoing);
            if (isDone || _options.Strategy is not null || cancel.IsCancellationRequested)
            {
                return;
            }
        }

        long left = (_options.Schedules ?? long.MaxValue) - (_outcomes.Count > 0 ? _outcomes[0].Schedules : 0);
        var rest = _options.Time - reporter.Elapsed;
        if (left <= 0 || rest <= TimeSpan.Zero)
        {
            return;
        }

        _strategy = _options.Strategy ?? HuntOptions.Portfolio;
        computer.KeepStates = false;
        var computers = new List<Computer> { computer };
        while (computers.Count < _options.Workers && watch is null)
        {
            computers.Add(Build());
        }

        using var last = Timer(rest);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(last.Token, cancel);
        Add(new SamplingSearch(_options, Sampling.Of(_strategy, _options), reporter, distinct, computers, left, watch) { Checkpoint = checkpoint, Before = [.. _outcomes] }.Run(stop.Token), reporter);
        watch?.Conclude(stop.Token);
        foreach (var other in computers.Skip(1))
        {
            other.Dispose();
        }
    }

    /// <summary>The hunt is over unless time or the caller ended it.</summary>
    private void KeepEnd(HuntCheckpoint? checkpoint, DistinctCount distinct)
    {
        bool isOver = _outcomes.Exists(o => o.IsExhaustive) || _outcomes.Sum(o => o.Schedules) >= (_options.Schedules ?? long.MaxValue)
            || (!_options.KeepGoing && _outcomes.Exists(o => o.Hits.Groups.Count > 0));
        if (isOver && _outcomes.TrueForAll(o => o.Error is null))
        {
            checkpoint?.KeepEnd(_outcomes, _strategy, distinct);
        }
    }

    private CancellationTokenSource Timer(TimeSpan time)
        => time.TotalMilliseconds < int.MaxValue
            ? new CancellationTokenSource(time, _options.TimeProvider)
            : new CancellationTokenSource();

    private void Add(SearchOutcome outcome, ProgressReporter reporter)
    {
        _outcomes.Add(outcome);
        reporter.After(outcome);
    }

    private string? ErrorOfSearches()
    {
        foreach (var outcome in _outcomes)
        {
            if (outcome.Error is { } error)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{error.Message} (schedule {outcome.ErrorAt}, {outcome.Strategy})");
            }
        }

        return null;
    }

    private Computer Covered(SearchOutcome outcome)
    {
        var computer = Build();
        computer.Coverage = outcome.Coverage;
        return computer;
    }

    private Computer Build() => Bounded(_subject.Build());

    private Computer BuildPlain() => Bounded(_subject.OnBuiltInHost.Build());

    private Computer Bounded(Computer computer)
    {
        if (_options.MaxSteps is { } steps)
        {
            computer.MaxSteps = steps;
        }

        return computer;
    }
}
