using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Time slices: each agent takes so many steps, drawn for each schedule, before the next one's turn comes, round again. The
/// regular schedules that a machine with a scheduler and little else to do would have, and a random walk almost never.
/// </summary>
internal sealed class SliceStrategy : LearningStrategy
{
    private const int LongestSlice = 4;

    private int _slice;
    private int[] _phase = [];

    internal SliceStrategy(ulong seed, Estimates estimates)
        : base(seed, estimates)
    {
    }

    private protected override void Begin()
    {
        if (_phase.Length < Computer.Agents.Count)
        {
            _phase = new int[Computer.Agents.Count];
        }

        _slice = 1 + Numbers.Below(LongestSlice);
        for (int i = 0; i < Computer.Agents.Count; i++)
        {
            _phase[i] = Numbers.Below(_slice);
        }
    }

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        if (current < 0)
        {
            return Numbers.Below(enabled.Length);
        }

        int agent = enabled[current].Agent;
        return (Computer.StepsOf(agent) + _phase[agent]) % _slice == 0 ? (current + 1) % enabled.Length : current;
    }
}
