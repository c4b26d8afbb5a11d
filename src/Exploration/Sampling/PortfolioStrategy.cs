using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Several strategies in one: each schedule is drawn by one of the arms, which is itself drawn with the share that the arm
/// has in this round (<see cref="PortfolioShares"/>).
/// </summary>
internal sealed class PortfolioStrategy : SamplingStrategy
{
    internal const int ArmCount = 8;

    private readonly LearningStrategy[] _arms;
    private readonly PortfolioShares _shares;

    internal PortfolioStrategy(ulong seed, Estimates estimates, PortfolioShares shares)
        : base(seed)
    {
        _shares = shares;
        _arms =
        [
            new PosStrategy(seed, estimates),
            new UrwStrategy(seed, estimates),
            new PctStrategy(seed, estimates, 2),
            new PctStrategy(seed, estimates, 4),
            new DelayStrategy(seed, estimates, 1),
            new DelayStrategy(seed, estimates, 3),
            new SwitchStrategy(seed, estimates, 1),
            new SwitchStrategy(seed, estimates, 3),
        ];
    }

    /// <summary>The arm that the schedule is drawn by.</summary>
    internal int Arm { get; private set; }

    /// <summary>The strategy that is this arm.</summary>
    internal LearningStrategy Current => _arms[Arm];

    public override void Reseed(long schedule)
    {
        base.Reseed(schedule);
        Arm = _shares.ArmFor(Numbers.Below(PortfolioShares.Whole));
        _arms[Arm].Reseed(schedule);
    }

    public override void BeginExecution(Computer computer) => _arms[Arm].BeginExecution(computer);

    public override int NextAgent(ReadOnlySpan<Pending> enabled, int current) => _arms[Arm].NextAgent(enabled, current);

    public override int NextValue(int count) => _arms[Arm].NextValue(count);
}
