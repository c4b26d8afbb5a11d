using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

public sealed class DepthFirstTests
{
    [Fact]
    public void A_lost_update_has_six_schedules_and_two_ends()
    {
        var all = Explored.All(LostUpdate.Build(), prune: false)!;
        Assert.Equal(6, all.Search.Schedules);
        Assert.Equal(6, all.Search.Complete);
        Assert.Equal(2, all.FinalStates.Count);
        Assert.True(all.Search.IsExhaustive);
    }

    [Fact]
    public void Pruning_reaches_the_same_ends_with_fewer_schedules()
    {
        var all = Explored.All(LostUpdate.Build(3), prune: false)!;
        var pruned = Explored.All(LostUpdate.Build(3), prune: true, audit: true)!;
        Assert.True(all.IsSameAs(pruned));
        Assert.Equal(90, all.Search.Complete);
        Assert.True(pruned.Search.Complete < 90 && pruned.Search.Cuts > 0);
        Assert.Equal(pruned.Search.Schedules, pruned.Search.Complete + pruned.Search.Cuts);
    }

    [Fact]
    public void The_estimate_rises_to_one()
    {
        var computer = LostUpdate.Build(3);
        var search = new DepthFirst(prune: false);
        double before = 0;
        while (!search.IsFinished)
        {
            Assert.Equal(before, search.Explored);
            search.RunNext(computer);
            Assert.True(search.Explored > before);
            before = search.Explored;
        }

        Assert.Equal(1, before);
    }

    [Fact]
    public void A_search_with_cut_runs_is_finished_but_no_proof()
    {
        var computer = LostUpdate.Build();
        computer.MaxSteps = 3;
        var all = Explored.All(computer, prune: false)!;
        Assert.True(all.Search.IsFinished);
        Assert.False(all.Search.IsExhaustive);
        Assert.Equal(6, all.Search.TooLong);
    }

    [Fact]
    public void A_decision_outside_the_machine_is_an_error()
    {
        int runs = 0;
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        computer.AddAgent("a", AgentKind.Task, 0, async () =>
        {
            // The C# variable is not part of the machine: the second schedule is shorter than the first.
            for (int i = runs++; i < 3; i++)
            {
                await x.Store(i);
            }
        });
        computer.AddAgent("b", AgentKind.Task, 1, async () => await x.Store(7));
        computer.Seal();
        var error = Assert.Throws<MachineException>(() => Explored.All(computer, prune: false));
        Assert.Contains("another run", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_numbers_are_the_published_ones()
    {
        var numbers = new SplitMix64(1234567);
        Assert.Equal(6457827717110365317UL, numbers.Next());
        Assert.Equal(3203168211198807973UL, numbers.Next());
        Assert.Equal(9817491932198370423UL, numbers.Next());
    }

    [Fact]
    public void A_random_schedule_depends_on_seed_and_number_alone()
    {
        var computer = LostUpdate.Build(3);
        var strategy = new RandomStrategy(5);
        var forth = new List<string>();
        for (int k = 0; k < 50; k++)
        {
            forth.Add(Schedule(k));
        }

        for (int k = 49; k >= 0; k--)
        {
            Assert.Equal(forth[k], Schedule(k));
        }

        Assert.True(forth.Distinct().Count() > 10);

        string Schedule(int k)
        {
            strategy.Reseed(k);
            computer.Run(strategy);
            return string.Join(',', computer.Choices.Items.ToArray());
        }
    }
}
