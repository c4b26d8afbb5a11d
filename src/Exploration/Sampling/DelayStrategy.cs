using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Delay bounding (Emmi, Qadeer, Rakamaric, "Delay-bounded scheduling", POPL 2011): a deterministic scheduler, and d
/// delays at random points, at each of which the agent whose turn it is has to stand back for the next one.
/// </summary>
/// <remarks>
/// The deterministic scheduler lets an agent go on as long as it can and then takes the next one by number, round again.
/// Deviations: points are choices among two or more; how many there are is the most that earlier rounds have seen; an agent
/// that goes on too long stands back without that being counted.
/// </remarks>
internal sealed class DelayStrategy : LearningStrategy
{
    private readonly int[] _delays;

    internal DelayStrategy(ulong seed, Estimates estimates, int delays)
        : base(seed, estimates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delays, 0);
        _delays = new int[delays];
    }

    private protected override void Begin()
    {
        for (int i = 0; i < _delays.Length; i++)
        {
            _delays[i] = Numbers.Below(Estimates.Points);
        }
    }

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        int slot = current >= 0 ? current : After(enabled, Computer.Current);
        foreach (int delay in _delays)
        {
            if (delay == Point)
            {
                slot = (slot + 1) % enabled.Length;
            }
        }

        return slot;
    }

    private protected override int Hinder(ReadOnlySpan<Pending> enabled, int slot) => (slot + 1) % enabled.Length;
}
