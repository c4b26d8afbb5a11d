using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>One CPU for several tasks, without preemption: who is on it stays until it sleeps, yields or ends.</summary>
internal sealed class SmallDispatcher : IDispatcher
{
    private const int Cpu = 1;
    private readonly Computer _computer;
    private readonly Address _owner;
    private readonly int _first;
    private readonly int _count;

    internal SmallDispatcher(Computer computer, int first, int count)
    {
        _computer = computer;
        _first = first;
        _count = count;
        _owner = computer.Memory.Allocate(8, "cpu1.current", RegionKind.Control);
    }

    public void Dispatch(int agent)
    {
        _computer.Memory.Poke(_owner, agent + 1);
        _computer.SetCpu(agent, Cpu);
        Block(agent, true);
    }

    public void Retire(int agent) => Leave(agent);

    internal void Leave(int agent)
    {
        if (_computer.Memory.Peek(_owner) != agent + 1)
        {
            return;
        }

        _computer.Memory.Poke(_owner, 0);
        _computer.SetCpu(agent, -1);
        Block(agent, false);
    }

    private void Block(int except, bool on)
    {
        for (int i = _first; i < _first + _count; i++)
        {
            if (i != except)
            {
                _computer.Block(i, Blocked.NoCpu, on);
            }
        }
    }
}
