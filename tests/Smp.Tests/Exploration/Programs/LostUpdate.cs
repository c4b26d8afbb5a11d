using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>The smallest race there is: contexts that each load a counter and store it back, one more.</summary>
internal static class LostUpdate
{
    internal static Computer Build(int contexts = 2, bool detect = false)
    {
        var computer = new Computer();
        var counter = new Shared<int>(computer, computer.Memory.Allocate(4, "counter", RegionKind.ModuleData));
        for (int i = 0; i < contexts; i++)
        {
            computer.AddAgent($"task{i}", AgentKind.Task, i, Increment);
        }

        if (detect)
        {
            computer.Attach(new LostDetector(counter, contexts));
        }

        computer.Seal();
        return computer;

        async KTask Increment()
        {
            int value = await counter.Load();
            await counter.Store(value + 1);
        }
    }

    private sealed class LostDetector(Shared<int> counter, int expected) : IDetector
    {
        public string Name => "never";

        public bool WantsSteps => false;

        public ulong? Digest => 0;

        public void Begin()
        {
        }

        public Finding? OnStep(Computer computer) => null;

        public Finding? OnFault(Computer computer, in Fault fault) => null;

        public Finding? OnEnd(Computer computer)
        {
            computer.Reached |= counter.Inspect() == expected ? 1UL : 2;
            return counter.Inspect() == expected ? null : new Finding(Name, "never", "counter", $"the counter is {counter.Inspect()}", -1);
        }
    }
}
