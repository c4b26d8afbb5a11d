using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>A step that does what a function says; allocation does not matter in these programs.</summary>
internal readonly struct FunctionBody(Func<Computer, long> function) : IStepBody
{
    public long Run(Computer computer) => function(computer);
}

/// <summary>A wait queue in memory: a count, and the sleepers in the order in which they came.</summary>
internal sealed class SmallQueue
{
    private readonly Computer _computer;
    private readonly int _capacity;

    internal SmallQueue(Computer computer, int capacity)
    {
        _computer = computer;
        _capacity = capacity;
        Address = computer.Memory.Allocate(8 * (capacity + 1), "queue", RegionKind.KernelData);
    }

    internal Address Address { get; }

    private KernelMemory Memory => _computer.Memory;

    internal bool Holds(int agent)
    {
        for (int i = 1; i <= Count; i++)
        {
            if (Memory.Peek(Address + (8 * i)) == agent + 1)
            {
                return true;
            }
        }

        return false;
    }

    internal void Join(int agent)
    {
        if (Holds(agent) || Count == _capacity)
        {
            return;
        }

        Count++;
        Memory.Poke(Address + (8 * Count), agent + 1);
    }

    internal int Wake(int most)
    {
        int woken = 0;
        while (woken < most && Count > 0)
        {
            int agent = (int)Memory.Peek(Address + 8) - 1;
            for (int i = 1; i < Count; i++)
            {
                Memory.Poke(Address + (8 * i), Memory.Peek(Address + (8 * (i + 1))));
            }

            Memory.Poke(Address + (8 * Count), 0);
            Count--;
            _computer.Block(agent, Blocked.Asleep, false);
            woken++;
        }

        return woken;
    }

    private int Count
    {
        get => (int)Memory.Peek(Address);
        set => Memory.Poke(Address, value);
    }
}
