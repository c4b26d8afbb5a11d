using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Several strategies in one: each schedule is drawn by one of the arms, which is itself drawn with the share that the arm
/// has in this round (<see cref="PortfolioShares"/>).
/// </summary>
/// <remarks>
/// The arms and the shares that they begin with are those that did best together on the classic programs, where the measure
/// is the program that comes off worst beside the best single strategy for it (<c>smp bench strategies</c>). Two of them are
/// no strategy of their own: <see cref="WeightedPosStrategy"/> joins partial order sampling and the uniform walk, and
/// <see cref="SliceStrategy"/> tries what random walks almost never do.
/// </remarks>
internal sealed class PortfolioStrategy : SamplingStrategy
{
    // Many changes of priority are better for short programs, few for long ones.
    private const int ManyChanges = 24;
    private const int FewChanges = 6;
    private const int Delays = 3;
    private const ulong OwnNumbers = 0x5DEECE66D1CE4E5BUL;

    private readonly LearningStrategy[] _arms;
    private readonly PortfolioShares _shares;
    private readonly ulong _seed;

    internal PortfolioStrategy(ulong seed, Estimates estimates, PortfolioShares shares)
        : base(seed)
    {
        _shares = shares;
        _seed = seed ^ OwnNumbers;
        _arms =
        [
            new UrwStrategy(seed, estimates),
            new WeightedPosStrategy(seed, estimates),
            new PctStrategy(seed, estimates, ManyChanges),
            new PctStrategy(seed, estimates, FewChanges),
            new SliceStrategy(seed, estimates),
            new DelayStrategy(seed, estimates, Delays),
        ];
    }

    /// <summary>The shares that the arms begin with.</summary>
    internal static IReadOnlyList<double> Priors { get; } = [0.37, 0.26, 0.25, 0.04, 0.04, 0.04];

    /// <summary>The arm that the schedule is drawn by.</summary>
    internal int Arm { get; private set; }

    /// <summary>The strategy that is this arm.</summary>
    internal LearningStrategy Current => _arms[Arm];

    public override void Reseed(long schedule)
    {
        // Not the numbers that the arm draws from: which arm it is must say nothing of what it does.
        var numbers = SplitMix64.OfSchedule(_seed, schedule);
        Arm = _shares.ArmFor(numbers.Below(PortfolioShares.Whole));
        _arms[Arm].Reseed(schedule);
    }

    public override void BeginExecution(Computer computer) => _arms[Arm].BeginExecution(computer);

    public override int NextAgent(ReadOnlySpan<Pending> enabled, int current) => _arms[Arm].NextAgent(enabled, current);

    public override int NextValue(int count) => _arms[Arm].NextValue(count);
}
