using System.Globalization;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Draws up the result of a hunt: here stands when "none" is a proof, when it is not, and when it is nothing.</summary>
internal sealed class Summary(ISubject subject, HuntOptions options, IReadOnlyList<SearchOutcome> outcomes, string strategy)
{
    internal HuntResult Result(
        Computer? computer,
        IReadOnlyList<FoundFinding> findings,
        long unexplained,
        DistinctCount distinct,
        string? error,
        TimeSpan elapsed,
        bool cancelled)
    {
        bool isExhaustive = outcomes.Count > 0 && outcomes[0].IsExhaustive;
        var reached = Reached();
        bool isFound = findings.Count > 0 && (options.Until is null || findings[0].Bug == options.Until);
        var verdict = Verdict.NoneNotExhaustive;
        if (error is not null)
        {
            verdict = Verdict.Error;
        }
        else if (isFound)
        {
            verdict = Verdict.Found;
        }
        else if (isExhaustive)
        {
            string missing = Missing(reached);
            verdict = missing.Length == 0 ? Verdict.NoneExhaustive : Verdict.Error;
            error = missing.Length == 0 ? null : $"the search covered everything and never reached: {missing}; its silence proves nothing";
        }

        long? complete = outcomes.Count == 1 ? outcomes[0].Complete : null;
        return new HuntResult
        {
            Scenario = subject.Scenario,
            Environment = subject.Environment,
            Host = subject.Host,
            HostVersion = subject.HostVersion,
            Engine = options.Engine?.Name ?? HuntResult.BuiltInEngine,
            EngineVersion = options.Engine?.Version,
            Granularity = subject.Granularity,
            Strategy = isFound ? findings[0].Strategy : strategy,
            Seed = options.Seed.ToString(CultureInfo.InvariantCulture),
            Verdict = verdict,
            Stage = subject.Stage,
            Bounds = Bounds(computer),
            Reduction = outcomes.Count > 0 ? outcomes[0].Reduction : "none",
            Detectors = computer is null ? [] : [.. computer.Detectors.Where(d => !d.OnlyWatches).Select(d => d.Name)],
            Schedules = outcomes.Sum(o => o.Schedules),
            Distinct = complete ?? Math.Min(distinct.Value, outcomes.Sum(o => o.Schedules)),
            DistinctIsEstimate = complete is null && distinct.IsEstimate,
            States = outcomes.Sum(o => o.States),
            Steps = outcomes.Sum(o => o.Steps),
            TooLong = outcomes.Sum(o => o.TooLong),
            FirstHit = isFound ? findings[0].FirstHit : 0,
            ElapsedMs = elapsed.TotalMilliseconds,
            Findings = findings,
            UnexplainedHits = unexplained,
            Reached = reached,
            Cancelled = cancelled && !isExhaustive && (options.KeepGoing || !isFound),
            Explored = outcomes.Count > 0 ? outcomes[0].Explored : null,
            Coverage = CoverageReport.Of(subject, computer, outcomes),
            NotExplored = isExhaustive ? [] : NotExplored(computer, reached, unexplained),
            ErrorMessage = error,
        };
    }

    private static string Missing(IReadOnlyList<ReachedCondition> reached)
        => string.Join(", ", reached.Where(c => !c.IsReached).Select(c => c.Name));

    private List<ReachedCondition> Reached()
    {
        ulong bits = 0;
        foreach (var outcome in outcomes)
        {
            bits |= outcome.Reached;
        }

        var reached = new List<ReachedCondition>();
        for (int i = 0; i < subject.MustReach.Count; i++)
        {
            reached.Add(new ReachedCondition(subject.MustReach[i], i < 64 && (bits >> i & 1) != 0));
        }

        return reached;
    }

    private OrderedDictionary<string, string> Bounds(Computer? computer)
    {
        var bounds = new OrderedDictionary<string, string>();
        if (computer is not null)
        {
            bounds["max_steps"] = computer.MaxSteps.ToString(CultureInfo.InvariantCulture);
        }

        if (options.Schedules is { } schedules)
        {
            bounds["schedules"] = schedules.ToString(CultureInfo.InvariantCulture);
        }

        if (options.Until is { } bug)
        {
            bounds["until"] = bug;
        }

        if (options.Switches is { } switches)
        {
            bounds["switches"] = switches.ToString(CultureInfo.InvariantCulture);
        }

        bounds["time_s"] = options.Time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        if (options.Engine is { } engine)
        {
            foreach (var (name, value) in engine.Bounds)
            {
                bounds[name] = value;
            }
        }
        else if (options.Strategy is HuntOptions.Pct or HuntOptions.Delay)
        {
            bounds["depth"] = options.Depth.ToString(CultureInfo.InvariantCulture);
        }
        else if (options.Strategy is null or HuntOptions.Exhaustive)
        {
            bounds["pruning"] = Pruning(computer);
        }

        return bounds;
    }

    private string Pruning(Computer? computer)
    {
        if (!options.Prune)
        {
            return "off";
        }

        foreach (var detector in computer?.Detectors ?? [])
        {
            if (detector.Digest is null)
            {
                return $"off: {detector.Name} cannot be part of a state";
            }
        }

        return "state-identity";
    }

    private List<string> NotExplored(Computer? computer, IReadOnlyList<ReachedCondition> reached, long unexplained)
    {
        var lines = new List<string>();
        if (outcomes.Count > 0 && outcomes[0].Explored is { } explored && explored < 1)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"about {(1 - explored) * 100:0.##} % of the tree of choices"));
        }

        long tooLong = outcomes.Sum(o => o.TooLong);
        if (tooLong > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"what follows step {computer!.MaxSteps} in {tooLong} schedules"));
        }

        if (options.Switches is { } switches)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"schedules with more than {switches} switches"));
        }

        if (options.Until is { } bug && unexplained > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"whether {unexplained} failing schedules show {bug}"));
        }

        if (outcomes.Count > 0 && outcomes[0].Explored is null && options.Switches is null)
        {
            lines.Add($"whatever {(options.Engine is null && strategy == HuntOptions.Random ? "random" : "these")} schedules did not happen to meet");
        }

        if (Missing(reached) is { Length: > 0 } missing)
        {
            lines.Add($"not reached: {missing}");
        }

        return lines;
    }
}
