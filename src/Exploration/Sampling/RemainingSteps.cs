using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// How many steps each agent has left, as earlier rounds let one expect: what a walk is weighted with. A step that starts
/// another agent stands for that one's steps, too.
/// </summary>
internal sealed class RemainingSteps(Estimates estimates)
{
    private const int NotYet = -2;
    private const int FromTheBeginning = -1;

    private Computer _computer = null!;
    private long[] _weight = [];
    private int[] _starter = [];
    private int _waiting;

    /// <summary>A schedule begins.</summary>
    internal void Begin(Computer computer)
    {
        _computer = computer;
        int agents = computer.Agents.Count;
        if (_weight.Length < agents)
        {
            _weight = new long[agents];
            _starter = new int[agents];
        }

        Array.Fill(_starter, NotYet);
        _waiting = agents;
    }

    /// <summary>Weighs the agents that can step. The sum of their weights.</summary>
    internal long Weigh(ReadOnlySpan<Pending> enabled, bool isFirst)
    {
        Note(enabled, isFirst);
        Array.Clear(_weight);
        for (int i = 0; _waiting > 0 && i < estimates.Agents && i < _starter.Length; i++)
        {
            // Not there yet: its steps are those of whoever will have started it.
            if (_starter[i] == NotYet && Here(i) is var starter and >= 0)
            {
                _weight[starter] += estimates.StepsOf(i);
            }
        }

        long total = 0;
        foreach (var pending in enabled)
        {
            long left = estimates.IsKnown ? estimates.StepsOf(pending.Agent) - ((long)_computer.StepsOf(pending.Agent) * Estimates.Unit) : 0;
            total += _weight[pending.Agent] += Math.Max(left, Estimates.Unit);
        }

        return total;
    }

    /// <summary>What an agent weighs now.</summary>
    internal long Of(int agent) => _weight[agent];

    /// <summary>Draws a place with these weights.</summary>
    internal int Draw(ReadOnlySpan<Pending> enabled, long total, ref SplitMix64 numbers)
    {
        long drawn = (long)Math.BigMul(numbers.Next(), (ulong)total, out _);
        int slot = 0;
        while (drawn >= _weight[enabled[slot].Agent])
        {
            drawn -= _weight[enabled[slot].Agent];
            slot++;
        }

        return slot;
    }

    /// <summary>Tells who was started by whom in the run that is over.</summary>
    internal void Tell(Tally tally)
    {
        for (int i = 0; i < _computer.Agents.Count; i++)
        {
            if (_starter[i] >= 0)
            {
                tally.Started(i, _starter[i]);
            }
        }
    }

    private void Note(ReadOnlySpan<Pending> enabled, bool isFirst)
    {
        if (_waiting == 0)
        {
            return;
        }

        int current = _computer.Current;
        foreach (var pending in enabled)
        {
            if (_starter[pending.Agent] == NotYet)
            {
                // Who is there at the first choice may have waited for the very first steps, but for nobody's choice.
                _starter[pending.Agent] = isFirst || current < 0 || current == pending.Agent ? FromTheBeginning : current;
                _waiting--;
            }
        }
    }

    /// <summary>The agent that is there already and will start this one, perhaps by way of others; -1 if none is known.</summary>
    private int Here(int agent)
    {
        for (int hops = 0; hops < _starter.Length; hops++)
        {
            agent = estimates.StarterOf(agent);
            if (agent < 0 || _starter[agent] != NotYet)
            {
                return agent;
            }
        }

        return -1;
    }
}
