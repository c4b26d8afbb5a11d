using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// At every choice each option is as likely as every other. Schedule k depends on the seed and k alone, whoever runs
/// it and whatever was run before.
/// </summary>
public sealed class RandomStrategy : IStrategy
{
    private readonly ulong _seed;
    private SplitMix64 _numbers;

    /// <summary>A strategy that stands at schedule 0 of <paramref name="seed"/>.</summary>
    public RandomStrategy(ulong seed)
    {
        _seed = seed;
        Reseed(0);
    }

    /// <summary>The next run is schedule <paramref name="schedule"/>, from 0.</summary>
    public void Reseed(long schedule) => _numbers = SplitMix64.OfSchedule(_seed, schedule);

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current) => _numbers.Below(enabled.Length);

    /// <inheritdoc/>
    public int NextValue(int count) => _numbers.Below(count);
}
