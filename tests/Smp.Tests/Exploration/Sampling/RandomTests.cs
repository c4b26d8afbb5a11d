using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Sampling;

public sealed class RandomTests
{
    private const int Draw = 40_000;

    [Fact]
    public void The_handlers_and_softirqs_of_one_cpu_share_one_chance()
    {
        var computer = new Computer();
        computer.AddAgent("task", AgentKind.Task, 0);
        computer.AddAgent("irq1@cpu0", AgentKind.Interrupt, 0);
        computer.AddAgent("irq1@cpu1", AgentKind.Interrupt, 1);
        computer.AddAgent("irq2@cpu0", AgentKind.Interrupt, 0);
        computer.AddAgent("softirq@cpu0", AgentKind.SoftInterrupt, 0);

        int[] drawn = Drawn(computer, [0, 1, 2, 3, 4]);

        Assert.InRange(drawn[0], Draw / 3 - 500, Draw / 3 + 500);
        Assert.InRange(drawn[2], Draw / 3 - 500, Draw / 3 + 500);
        Assert.All((int[])[1, 3, 4], handler => Assert.InRange(drawn[handler], Draw / 9 - 300, Draw / 9 + 300));
        Assert.All(Drawn(computer, [1, 4]), count => Assert.InRange(count, Draw / 2 - 500, Draw / 2 + 500));
    }

    [Fact]
    public void Where_everybody_is_an_actor_of_his_own_a_choice_is_one_number()
    {
        var computer = new Computer();
        computer.AddAgent("task", AgentKind.Task, 0);
        computer.AddAgent("irq1@cpu0", AgentKind.Interrupt, 0);
        computer.AddAgent("irq2@cpu0", AgentKind.Interrupt, 0);
        computer.AddAgent("irq1@cpu1", AgentKind.Interrupt, 1);
        var strategy = new RandomStrategy(7);
        strategy.Reseed(5);
        strategy.BeginExecution(computer);
        var numbers = SplitMix64.OfSchedule(7, 5);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(numbers.Below(3), strategy.NextAgent(Pending(0, 2, 3), -1));
            Assert.Equal(numbers.Below(4), strategy.NextValue(4));
        }
    }

    /// <summary>Sequences of a seed's schedules, worked out apart from this code.</summary>
    [Fact]
    public void The_numbers_of_a_schedule_are_those_of_the_published_generator()
    {
        // What the sequence of 1234567 begins with are the seeds of its schedules.
        var first = SplitMix64.OfSchedule(1234567, 0);
        var fifth = SplitMix64.OfSchedule(1234567, 4);

        Assert.Equal(new SplitMix64(6457827717110365317UL).Next(), first.Next());
        Assert.Equal(new SplitMix64(16408922859458223821UL).Next(), fifth.Next());
    }

    private static int[] Drawn(Computer computer, int[] agents)
    {
        int[] drawn = new int[agents.Length];
        var strategy = new RandomStrategy(3);
        strategy.BeginExecution(computer);
        var pending = Pending(agents);
        for (int i = 0; i < Draw; i++)
        {
            drawn[strategy.NextAgent(pending, -1)]++;
        }

        return drawn;
    }

    private static Pending[] Pending(params int[] agents) => [.. agents.Select(agent => new Pending(agent, Operation.Load, Address.Null))];
}
