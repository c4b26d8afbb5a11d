using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A uniform random walk (Zhao, Wolff, Mathur, Roychoudhury, "Selectively uniform concurrency testing", ASPLOS 2025): an
/// agent is chosen with a probability proportional to the steps that it has left, so that each interleaving is about as
/// likely as every other. A step that starts another agent stands for that one's steps, too.
/// </summary>
/// <remarks>
/// Deviations: steps are not counted beforehand but learned from earlier rounds, as means; in the first round each agent is
/// as likely as every other. Who starts whom is learned as well: whose step came before an agent could step for the first
/// time.
/// </remarks>
internal sealed class UrwStrategy : LearningStrategy
{
    private const int NotYet = -2;
    private const int FromTheBeginning = -1;

    private long[] _weight = [];
    private int[] _starter = [];
    private int _waiting;

    internal UrwStrategy(ulong seed, Estimates estimates)
        : base(seed, estimates)
    {
    }

    internal override void Tell(Tally tally)
    {
        for (int i = 0; i < Computer.Agents.Count; i++)
        {
            if (_starter[i] >= 0)
            {
                tally.Started(i, _starter[i]);
            }
        }
    }

    private protected override void Begin()
    {
        int agents = Computer.Agents.Count;
        if (_weight.Length < agents)
        {
            _weight = new long[agents];
            _starter = new int[agents];
        }

        Array.Fill(_starter, NotYet);
        _waiting = agents;
    }

    private protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        Note(enabled);
        Array.Clear(_weight);
        for (int i = 0; _waiting > 0 && i < Estimates.Agents; i++)
        {
            // Not there yet: its steps are those of whoever will have started it.
            if (i < _starter.Length && _starter[i] == NotYet && Here(i) is var starter and >= 0)
            {
                _weight[starter] += Estimates.StepsOf(i);
            }
        }

        long total = 0;
        foreach (var pending in enabled)
        {
            long left = Estimates.IsKnown ? Estimates.StepsOf(pending.Agent) - ((long)Computer.StepsOf(pending.Agent) * Estimates.Unit) : 0;
            total += _weight[pending.Agent] += Math.Max(left, Estimates.Unit);
        }

        long drawn = (long)Math.BigMul(Numbers.Next(), (ulong)total, out _);
        int slot = 0;
        while (drawn >= _weight[enabled[slot].Agent])
        {
            drawn -= _weight[enabled[slot].Agent];
            slot++;
        }

        return slot;
    }

    private void Note(ReadOnlySpan<Pending> enabled)
    {
        if (_waiting == 0)
        {
            return;
        }

        foreach (var pending in enabled)
        {
            if (_starter[pending.Agent] == NotYet)
            {
                // Who is there at the first choice may have waited for the very first steps, but for nobody's choice.
                _starter[pending.Agent] = Point == 0 || Computer.Current < 0 || Computer.Current == pending.Agent ? FromTheBeginning : Computer.Current;
                _waiting--;
            }
        }
    }

    /// <summary>The agent that is there already and will start this one, perhaps by way of others; -1 if none is known.</summary>
    private int Here(int agent)
    {
        for (int hops = 0; hops < _starter.Length; hops++)
        {
            agent = Estimates.StarterOf(agent);
            if (agent < 0 || _starter[agent] != NotYet)
            {
                return agent;
            }
        }

        return -1;
    }
}
