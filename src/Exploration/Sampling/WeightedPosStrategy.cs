using System.Numerics;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// <see cref="PosStrategy"/> with priorities that are drawn with the weights of <see cref="UrwStrategy"/>: the operation of
/// an agent with twice as many steps to go is twice as likely to be before another one. Priorities of operations that
/// nothing races with last, as there.
/// </summary>
/// <remarks>
/// The smallest of -log(u) / weight belongs to each with a probability proportional to its weight (Efraimidis and Spirakis,
/// "Weighted random sampling with a reservoir", 2006); the logarithm is a whole number, interpolated between powers of two,
/// so that it is the same on every machine.
/// </remarks>
internal sealed class WeightedPosStrategy : LearningStrategy
{
    private const int Never = -2;
    private const int FractionBits = 32;

    private readonly RemainingSteps _steps;
    private long[] _rank = [];
    private int[] _seenAt = [];
    private int[] _stepsThen = [];

    internal WeightedPosStrategy(ulong seed, Estimates estimates)
        : base(seed, estimates) => _steps = new RemainingSteps(estimates);

    internal override void Tell(Tally tally) => _steps.Tell(tally);

    private protected override void Begin()
    {
        _steps.Begin(Computer);
        int agents = Computer.Agents.Count;
        if (_rank.Length < agents)
        {
            _rank = new long[agents];
            _seenAt = new int[agents];
            _stepsThen = new int[agents];
        }

        Array.Fill(_seenAt, Never);
    }

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        _steps.Weigh(enabled, Point == 0);
        int best = 0;
        for (int i = 0; i < enabled.Length; i++)
        {
            int agent = enabled[i].Agent;
            int steps = Computer.StepsOf(agent);
            if (_seenAt[agent] != Point - 1 || _stepsThen[agent] != steps)
            {
                _rank[agent] = MinusLog(Numbers.Next()) / _steps.Of(agent);
            }

            _seenAt[agent] = Point;
            _stepsThen[agent] = steps;
            if (_rank[agent] < _rank[enabled[best].Agent])
            {
                best = i;
            }
        }

        var taken = enabled[best];
        foreach (var pending in enabled)
        {
            if (pending.Agent != taken.Agent && PosStrategy.Race(pending, taken))
            {
                _seenAt[pending.Agent] = Never;
            }
        }

        return best;
    }

    /// <summary>-log2 of a number taken as a fraction of 2^64, in units of 2^-<see cref="FractionBits"/>.</summary>
    private static long MinusLog(ulong number)
    {
        int zeros = BitOperations.LeadingZeroCount(number | 1);
        long fraction = (long)(((number | 1) << zeros << 1) >> (64 - FractionBits));
        return ((long)(zeros + 1) << FractionBits) - fraction;
    }
}
