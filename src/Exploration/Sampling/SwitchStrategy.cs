using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Schedules with few switches, drawn at random: an agent goes on as long as it can, any other may follow, and at d random
/// points another one takes over although it could. The sampled form of <see cref="SwitchBoundedSearch"/>, and of what
/// Musuvathi and Qadeer found of bugs ("Iterative context bounding", PLDI 2007): few switches show most of them.
/// </summary>
internal sealed class SwitchStrategy : LearningStrategy
{
    private readonly int[] _switches;

    internal SwitchStrategy(ulong seed, Estimates estimates, int switches)
        : base(seed, estimates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(switches, 0);
        _switches = new int[switches];
    }

    private protected override void Begin()
    {
        for (int i = 0; i < _switches.Length; i++)
        {
            _switches[i] = Numbers.Below(Estimates.Points);
        }
    }

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        if (current < 0)
        {
            return Numbers.Below(enabled.Length);
        }

        foreach (int point in _switches)
        {
            if (point == Point)
            {
                return Another(enabled, current);
            }
        }

        return current;
    }

    private protected override int Hinder(ReadOnlySpan<Pending> enabled, int slot) => Another(enabled, slot);

    private int Another(ReadOnlySpan<Pending> enabled, int slot)
    {
        int other = Numbers.Below(enabled.Length - 1);
        return other < slot ? other : other + 1;
    }
}
