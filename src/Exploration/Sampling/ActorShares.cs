using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A fair draw among actors: the agents that are steps of one CPU in its interrupts share that CPU's chance, equally.
/// </summary>
internal sealed class ActorShares
{
    private Computer? _computer;
    private int[] _actorOf = [];
    private bool _isShared;

    /// <summary>A schedule begins. What belongs together is looked up once a computer.</summary>
    internal void Begin(Computer computer)
    {
        if (_computer == computer)
        {
            return;
        }

        _computer = computer;
        _isShared = false;
        _actorOf = new int[computer.Agents.Count];
        var first = new Dictionary<int, int>();
        foreach (var agent in computer.Agents)
        {
            _actorOf[agent.Id] = agent.Id;
            if (agent.Kind is AgentKind.Interrupt or AgentKind.SoftInterrupt && agent.HomeCpu >= 0 && !first.TryAdd(agent.HomeCpu, agent.Id))
            {
                _actorOf[agent.Id] = first[agent.HomeCpu];
                _isShared = true;
            }
        }
    }

    /// <summary>The place of the agent that is drawn: one number where each that is enabled is an actor of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Choose(ReadOnlySpan<Pending> enabled, ref SplitMix64 numbers)
        => _isShared ? ChooseShared(enabled, ref numbers) : numbers.Below(enabled.Length);

    private int ChooseShared(ReadOnlySpan<Pending> enabled, ref SplitMix64 numbers)
    {
        int actors = 0;
        for (int i = 0; i < enabled.Length; i++)
        {
            actors += IsFirst(enabled, i) ? 1 : 0;
        }

        int place = numbers.Below(actors);
        if (actors == enabled.Length)
        {
            return place;
        }

        int first = 0;
        while (!IsFirst(enabled, first) || place-- > 0)
        {
            first++;
        }

        int members = 0;
        for (int i = first; i < enabled.Length; i++)
        {
            members += IsSame(enabled, i, first) ? 1 : 0;
        }

        int member = members == 1 ? 0 : numbers.Below(members);
        int at = first;
        while (!IsSame(enabled, at, first) || member-- > 0)
        {
            at++;
        }

        return at;
    }

    private bool IsSame(ReadOnlySpan<Pending> enabled, int one, int other) => _actorOf[enabled[one].Agent] == _actorOf[enabled[other].Agent];

    private bool IsFirst(ReadOnlySpan<Pending> enabled, int at)
    {
        for (int i = 0; i < at; i++)
        {
            if (IsSame(enabled, i, at))
            {
                return false;
            }
        }

        return true;
    }
}
