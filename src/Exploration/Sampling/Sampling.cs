namespace Smp.Exploration;

/// <summary>
/// One strategy that samples, as all workers of a search share it: makes each worker its own, says how long rounds are, and
/// learns between them.
/// </summary>
internal sealed class Sampling
{
    /// <summary>The most schedules of a round in which something is learned.</summary>
    internal const int LongestRound = 2048;

    private const int FirstRound = 32;

    private readonly Estimates _estimates = new();
    private readonly Func<Sampling, SamplingStrategy> _make;

    private Sampling(string name, Func<Sampling, SamplingStrategy> make)
    {
        Name = name;
        _make = make;
    }

    /// <summary>The strategy's name.</summary>
    internal string Name { get; }

    /// <summary>Whether seed and number of a schedule are enough to run it again: nothing is learned.</summary>
    internal bool IsStateless => Name == HuntOptions.Random;

    /// <summary>How the portfolio shares its schedules; null for any other strategy.</summary>
    internal PortfolioShares? Shares { get; private init; }

    /// <summary>The strategy of this name, with the seed and the depth of the options.</summary>
    internal static Sampling Of(string strategy, HuntOptions options)
    {
        ulong seed = options.Seed;
        int depth = options.Depth;
        return strategy switch
        {
            HuntOptions.Random => new(strategy, _ => new RandomStrategy(seed)),
            HuntOptions.Pct => new(strategy, all => new PctStrategy(seed, all._estimates, depth)),
            HuntOptions.Pos => new(strategy, all => new PosStrategy(seed, all._estimates)),
            HuntOptions.Urw => new(strategy, all => new UrwStrategy(seed, all._estimates)),
            HuntOptions.Delay => new(strategy, all => new DelayStrategy(seed, all._estimates, depth)),
            HuntOptions.Portfolio => new(strategy, all => new PortfolioStrategy(seed, all._estimates, all.Shares!))
            {
                Shares = new PortfolioShares(PortfolioStrategy.Priors),
            },
            _ => throw new ArgumentException($"'{strategy}' does not sample", nameof(strategy)),
        };
    }

    /// <summary>A strategy for one worker.</summary>
    internal SamplingStrategy New() => _make(this);

    /// <summary>
    /// The end of the round that begins with schedule <paramref name="start"/>: short ones first, since the first ones
    /// teach most.
    /// </summary>
    /// <param name="start">The first schedule of the round.</param>
    /// <param name="round">How many rounds there were before.</param>
    /// <param name="isKept">Whether there must be rounds where nothing is learned, too: what is kept is kept between them.</param>
    internal long EndOf(long start, int round, bool isKept = false)
        => IsStateless ? (isKept ? start + LongestRound : long.MaxValue) : start + Math.Min(LongestRound, (long)FirstRound << Math.Min(round, 16));

    /// <summary>Writes down what was learned in so many rounds.</summary>
    internal void Write(BinaryWriter to, int rounds)
    {
        to.Write(rounds);
        _estimates.Write(to);
        Shares?.Write(to);
    }

    /// <summary>Knows what was written down, and in how many rounds it was learned.</summary>
    internal int Read(BinaryReader from)
    {
        int rounds = from.ReadInt32();
        _estimates.Read(from);
        Shares?.Read(from);
        return rounds;
    }

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
