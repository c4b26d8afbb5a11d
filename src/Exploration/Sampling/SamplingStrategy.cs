using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A strategy that draws schedules one by one: schedule k is a function of the seed, of k and of what earlier rounds
/// taught (<see cref="Estimates"/>), whoever runs it and on whatever machine.
/// </summary>
public abstract class SamplingStrategy : IStrategy
{
    private readonly ulong _seed;

    // A field, since the generator is a value that changes with every draw.
    private protected SplitMix64 Numbers;

    private protected SamplingStrategy(ulong seed)
    {
        _seed = seed;
        Numbers = SplitMix64.OfSchedule(seed, 0);
    }

    /// <summary>The next run is schedule <paramref name="schedule"/>, from 0.</summary>
    public virtual void Reseed(long schedule) => Numbers = SplitMix64.OfSchedule(_seed, schedule);

    /// <inheritdoc/>
    public virtual void BeginExecution(Computer computer)
    {
    }

    /// <inheritdoc/>
    public abstract int NextAgent(ReadOnlySpan<Pending> enabled, int current);

    /// <inheritdoc/>
    public virtual int NextValue(int count) => Numbers.Below(count);
}
