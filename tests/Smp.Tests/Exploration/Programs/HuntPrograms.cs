using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>Programs to hunt in.</summary>
internal static class HuntPrograms
{
    /// <summary>Contexts that count correctly.</summary>
    internal static Computer Counter(int contexts, int turns = 1)
    {
        var computer = new Computer();
        var counter = new Atomic(computer, computer.Memory.Allocate(4, "counter", RegionKind.ModuleData));
        for (int i = 0; i < contexts; i++)
        {
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                for (int turn = 0; turn < turns; turn++)
                {
                    await counter.Read();
                    await counter.AddReturn(1);
                }

                computer.Reached |= 1;
            });
        }

        computer.Seal();
        return computer;
    }

    /// <summary>A condition that about one random schedule in a thousand meets.</summary>
    internal static Computer Rare()
    {
        var computer = new Computer();
        var turn = new Shared<int>(computer, computer.Memory.Allocate(4, "turn", RegionKind.ModuleData));
        for (int i = 0; i < 2; i++)
        {
            int own = i;
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                // Only strict alternation gets the turn to 8.
                for (int step = 0; step < 5; step++)
                {
                    int value = await turn.Load();
                    if (value % 2 == own)
                    {
                        await turn.Store(value + 1);
                    }
                }
            });
        }

        computer.Attach(new NeverDetector(_ => turn.Inspect() == 9));
        computer.Seal();
        return computer;
    }

    /// <summary>A program that throws when it loses its race.</summary>
    internal static Computer Throwing()
    {
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        for (int i = 0; i < 2; i++)
        {
            int own = i;
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                int seen = await x.Load();
                await x.Store(1);
                if (seen == 1 && own == 0)
                {
                    throw new InvalidOperationException("the race is lost");
                }
            });
        }

        computer.Seal();
        return computer;
    }

    /// <summary>A program that depends on something outside the machine.</summary>
    internal static Computer WithSecret(int secret)
    {
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        computer.AddAgent("a", AgentKind.Task, 0, async () => await x.Store(1000 + secret));
        computer.AddAgent("b", AgentKind.Task, 1, async () => await x.Store(2));
        computer.Attach(new NeverDetector(_ => x.Inspect() >= 1000));
        computer.Seal();
        return computer;
    }
}
