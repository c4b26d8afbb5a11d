using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>The clocks of the event stack are the transitive closure of the conflicts, whatever was pushed and popped before.</summary>
public sealed class EventStackTests
{
    private const int Agents = 4;
    private const int Objects = 5;

    [Fact]
    public void Clocks_are_the_transitive_closure_of_the_conflicts()
    {
        var computer = new Computer(arenaSize: 64);
        var memory = computer.Memory.Allocate(8 * Objects, "objects", RegionKind.KernelData);
        for (int i = 0; i < Agents; i++)
        {
            computer.AddAgent($"agent{i}", AgentKind.Task, i, async () => await new Shared<int>(computer, memory).Load());
        }

        computer.Seal();
        var random = new SplitMix64(7);
        for (int round = 0; round < 200; round++)
        {
            var stack = new EventStack(computer);
            var order = new HappensBefore(Agents);
            var agents = new List<int>();
            for (int turn = 0; turn < 60; turn++)
            {
                int keep = agents.Count - random.Below(4);
                if (random.Below(8) == 0 && keep > 0)
                {
                    order.Truncate(keep);
                    agents.RemoveRange(keep, agents.Count - keep);
                    while (stack.Count > keep)
                    {
                        stack.Pop();
                    }
                }

                int agent = random.Below(Agents);
                var footprint = new Access[random.Below(4)];
                for (int i = 0; i < footprint.Length; i++)
                {
                    footprint[i] = new Access(memory + (8 * random.Below(Objects)), random.Below(3) == 0);
                }

                stack.Push(agent, footprint);
                order.Add(agent, footprint, []);
                agents.Add(agent);
                Same(stack, order, agents);
            }
        }
    }

    private static void Same(EventStack stack, HappensBefore order, List<int> agents)
    {
        Assert.Equal(agents.Count, stack.Count);
        for (int e = 0; e < agents.Count; e++)
        {
            int agent = agents[e];
            var before = order.Before(e);
            Assert.Equal(agent, stack.AgentOf(e));
            for (int a = 0; a < Agents; a++)
            {
                // A clock counts the event itself.
                Assert.Equal(before[a] + (a == agent ? 1 : 0), stack.ClockOf(e)[a]);
            }
        }
    }
}
