using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>Agents that are alike: one order of their first steps is tried, and nothing is lost but names.</summary>
public sealed class SymmetryTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void The_counter_ends_with_the_same_values_in_fewer_schedules(int contexts, bool prune)
    {
        var all = Values(Alike(contexts, alike: false), prune);
        var few = Values(Alike(contexts, alike: true), prune);
        Assert.Equal(all.Values, few.Values);
        Assert.Equal(Enumerable.Range(1, contexts), few.Values.Select(v => v));
        Assert.True(few.Schedules < all.Schedules, $"{few.Schedules} of {all.Schedules}");
    }

    [Fact]
    public void Two_that_are_alike_have_one_class_less()
    {
        Assert.Equal(4, Values(Alike(2, alike: false), prune: false).Schedules);

        // Both loads first, and then either store; or one after the other, in one order instead of two.
        Assert.Equal(3, Values(Alike(2, alike: true), prune: false).Schedules);
    }

    [Theory]
    [InlineData("S26", 2)]
    [InlineData("S68p", 2)]
    public void Processes_that_are_alike_find_what_others_find(string environment, int count)
    {
        var alike = Hunt(environment, count, alike: true);
        var others = Hunt(environment, count, alike: false);
        Assert.Equal(Verdict.Found, others.Verdict);
        Assert.Equal(others.Findings.Select(f => f.Id), alike.Findings.Select(f => f.Id));
        Assert.EndsWith("+symmetry", alike.Reduction, StringComparison.Ordinal);
        Assert.True(alike.Schedules <= others.Schedules, $"{alike.Schedules} of {others.Schedules}");
        Assert.All(alike.Findings, f => Assert.Equal(ReplayOutcome.Reproduced, Replay.Run(Subject(environment, count, alike: true), f.Token).Outcome));
    }

    private static HuntResult Hunt(string environment, int count, bool alike)
        => new Hunt(
            Subject(environment, count, alike),
            new HuntOptions { Strategy = HuntOptions.Exhaustive, KeepGoing = true, Shrink = false, Notes = false, Time = TimeSpan.FromMinutes(2) }).Run();

    private static ScenarioSubject Subject(string environment, int count, bool alike)
        => new(new Scenario("test/alike", "", stage => Writers(stage, count, alike)), Environments.Find(environment)!);

    private static void Writers(Stage stage, int count, bool alike)
    {
        var counter = stage.Load(kernel => new CounterModule(kernel));
        var done = stage.Ghost("writes done");
        if (alike)
        {
            stage.Processes("echo", count, Write);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                stage.Process("echo", Write);
            }
        }

        stage.Never("a write was not counted", () => done.Value == count && counter.Count != count);

        async KTask Write(UserProcess process)
        {
            await process.Write(await process.Open("/proc/counter", OpenFlags.WriteOnly), Address.Null, 1);
            done.Value++;
            await process.Compute("done");
        }
    }

    private static Computer Alike(int contexts, bool alike)
    {
        var computer = LostUpdate.Build(contexts);
        foreach (var agent in computer.Agents)
        {
            agent.SymmetryClass = alike ? 0 : -1;
        }

        return computer;
    }

    private static (SortedSet<int> Values, long Schedules) Values(Computer computer, bool prune)
    {
        var values = new SortedSet<int>();
        var region = computer.Record(new RandomStrategy(1)).Regions.Single(r => r.Name == "counter");
        var search = Reduced.All(computer, new ReducedSearch(prune), complete: c => values.Add(c.Memory.Read<int>(region.Start))).Search;
        return (values, search.Schedules);
    }
}
