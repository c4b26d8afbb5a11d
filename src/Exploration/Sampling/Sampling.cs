namespace Smp.Exploration;

/// <summary>
/// One strategy that samples, as all workers of a search share it: makes each worker its own, says how long rounds are, and
/// learns between them.
/// </summary>
internal sealed class Sampling
{
    private const int FirstRound = 32;
    private const int LongestRound = 2048;

    private readonly Estimates _estimates = new();
    private readonly Func<Sampling, SamplingStrategy> _make;
    private readonly bool _learns;

    private Sampling(string name, bool learns, Func<Sampling, SamplingStrategy> make)
    {
        Name = name;
        _make = make;
        _learns = learns;
    }

    /// <summary>The strategy's name.</summary>
    internal string Name { get; }

    /// <summary>Whether seed and number of a schedule are enough to run it again.</summary>
    internal bool IsStateless => Name == HuntOptions.Random;

    /// <summary>How the portfolio shares its schedules; null for any other strategy.</summary>
    internal PortfolioShares? Shares { get; private init; }

    internal static Sampling Of(HuntOptions options, string strategy)
    {
        ulong seed = options.Seed;
        int depth = options.Depth;
        return strategy switch
        {
            HuntOptions.Random => new(strategy, false, _ => new RandomStrategy(seed)),
            HuntOptions.Pct => new(strategy, true, all => new PctStrategy(seed, all._estimates, depth)),
            HuntOptions.Pos => new(strategy, true, all => new PosStrategy(seed, all._estimates)),
            HuntOptions.Urw => new(strategy, true, all => new UrwStrategy(seed, all._estimates)),
            HuntOptions.Delay => new(strategy, true, all => new DelayStrategy(seed, all._estimates, depth)),
            "switches" => new(strategy, true, all => new SwitchStrategy(seed, all._estimates, depth)),
            HuntOptions.Portfolio => new(strategy, true, all => new PortfolioStrategy(seed, all._estimates, all.Shares!))
            {
                Shares = new PortfolioShares(PortfolioStrategy.ArmCount),
            },
            _ => throw new ArgumentException($"'{strategy}' does not sample", nameof(strategy)),
        };
    }

    /// <summary>A strategy for one worker.</summary>
    internal SamplingStrategy New() => _make(this);

    /// <summary>The end of the round that begins with schedule <paramref name="start"/>.</summary>
    internal long EndOf(long start, int round)
        => _learns ? start + Math.Min(LongestRound, FirstRound << Math.Min(round, 16)) : long.MaxValue;

    /// <summary>A round is over.</summary>
    internal void Learn(IEnumerable<Tally> seen)
    {
        foreach (var tally in seen)
        {
            _estimates.Learn(tally);
            tally.Clear();
        }

        Shares?.EndRound();
    }
}
