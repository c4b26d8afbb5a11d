using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with
/// probabilistic guarantees of finding bugs", ASPLOS 2010): every agent has a random priority, the highest that can step
/// does, and at d - 1 random points whoever is about to step falls below all others. A bug of depth d among n agents and
/// k points is met with a probability of at least 1 / (n k^(d-1)).
/// </summary>
/// <remarks>
/// Deviations: points are choices, not steps, since where one agent alone can step its priority says nothing; k is the most
/// choices that earlier rounds have seen; an agent that is chosen too often in a row falls below all others as well.
/// </remarks>
internal sealed class PctStrategy : LearningStrategy
{
    private const long Initial = 1L << 62;

    private readonly int[] _changes;
    private long[] _priority = [];
    private int _hindered;

    internal PctStrategy(ulong seed, Estimates estimates, int depth)
        : base(seed, estimates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        _changes = new int[depth - 1];
    }

    private protected override void Begin()
    {
        int agents = Computer.Agents.Count;
        if (_priority.Length < agents)
        {
            _priority = new long[agents];
        }

        for (int i = 0; i < agents; i++)
        {
            _priority[i] = (long)(Numbers.Next() >> 2) | Initial;
        }

        for (int i = 0; i < _changes.Length; i++)
        {
            _changes[i] = Numbers.Below(Estimates.Points);
        }

        _hindered = 0;
    }

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        int slot = Highest(enabled);
        for (int i = 0; i < _changes.Length; i++)
        {
            if (_changes[i] == Point)
            {
                _priority[enabled[slot].Agent] = i + 1;
                slot = Highest(enabled);
            }
        }

        return slot;
    }

    private protected override int Hinder(ReadOnlySpan<Pending> enabled, int slot)
    {
        _priority[enabled[slot].Agent] = --_hindered;
        return Highest(enabled);
    }

    private int Highest(ReadOnlySpan<Pending> enabled)
    {
        int best = 0;
        for (int i = 1; i < enabled.Length; i++)
        {
            if (_priority[enabled[i].Agent] > _priority[enabled[best].Agent])
            {
                best = i;
            }
        }

        return best;
    }
}
