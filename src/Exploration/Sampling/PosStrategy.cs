using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Partial order sampling (Yuan, Yang, Gu, "Partial order aware concurrency sampling", CAV 2018): every pending operation
/// has a random priority, the highest is taken, and those that race with it get a new one. Each order of two racing
/// operations comes out with a good chance, however many others lie between.
/// </summary>
/// <remarks>
/// Deviations: whether two operations race is told from what is known before a step, operation and object: the same word,
/// and not two loads. An operation that could not be taken for a while comes back with a new priority.
/// </remarks>
internal sealed class PosStrategy : LearningStrategy
{
    private ulong[] _priority = [];
    private int[] _seenAt = [];
    private int[] _stepsThen = [];

    internal PosStrategy(ulong seed, Estimates estimates)
        : base(seed, estimates)
    {
    }

    private protected override void Begin()
    {
        int agents = Computer.Agents.Count;
        if (_priority.Length < agents)
        {
            _priority = new ulong[agents];
            _seenAt = new int[agents];
            _stepsThen = new int[agents];
        }

        Array.Fill(_seenAt, -2);
    }

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        int best = 0;
        for (int i = 0; i < enabled.Length; i++)
        {
            int agent = enabled[i].Agent;
            int steps = Computer.StepsOf(agent);
            if (_seenAt[agent] != Point - 1 || _stepsThen[agent] != steps)
            {
                _priority[agent] = Numbers.Next();
            }

            _seenAt[agent] = Point;
            _stepsThen[agent] = steps;
            if (_priority[agent] > _priority[enabled[best].Agent])
            {
                best = i;
            }
        }

        var taken = enabled[best];
        foreach (var pending in enabled)
        {
            if (pending.Agent != taken.Agent && Race(pending, taken))
            {
                _seenAt[pending.Agent] = -2;
            }
        }

        return best;
    }

    /// <summary>Whether it may matter which of two operations comes first.</summary>
    internal static bool Race(in Pending one, in Pending other)
        => !one.Object.IsNull && one.Object.Value >> 3 == other.Object.Value >> 3
            && !(one.Operation == Operation.Load && other.Operation == Operation.Load);
}
