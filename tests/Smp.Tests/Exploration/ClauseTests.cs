using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>
/// Each clause of the dependence relation, and each thing that the reduced search does besides, is needed: without it some
/// program is answered wrongly that is answered rightly with it.
/// </summary>
public sealed class ClauseTests
{
    private const int Programs = 1000;
    private const int MaxSchedules = 300;

    [Theory]
    [InlineData(FootprintPart.Agents)]
    [InlineData(FootprintPart.Texts)]
    [InlineData(FootprintPart.Needs)]
    [InlineData(FootprintPart.Clauses)]
    [InlineData(FootprintPart.Shadow)]
    internal void Without_a_part_of_its_footprints_a_random_program_is_answered_wrongly(FootprintPart part)
        => AssertNeeded(prune: false, part, Dependence.None);

    [Theory]
    [InlineData(Dependence.WriteWrite)]
    [InlineData(Dependence.WriteRead)]
    [InlineData(Dependence.ReadWrite)]
    [InlineData(Dependence.Values)]
    [InlineData(Dependence.Waiters)]
    [InlineData(Dependence.Wakers)]
    [InlineData(Dependence.Findings)]
    internal void Without_a_kind_of_dependence_a_random_program_is_answered_wrongly(Dependence clause)
        => AssertNeeded(prune: false, FootprintPart.None, clause);

    [Fact]
    public void Without_what_follows_known_states_a_random_program_is_answered_wrongly()
        => AssertNeeded(prune: true, FootprintPart.None, Dependence.Summaries);

    [Fact]
    public void Without_laps_a_loop_hides_what_others_do()
    {
        var all = Outcomes.Of(Spinner(), new ReducedSearch(prune: true));
        var without = Outcomes.Of(Spinner(), new ReducedSearch(prune: true) { Without = Dependence.Laps });
        var search = new DepthFirst(prune: true);
        var yardstick = new Outcomes();
        var computer = Spinner();
        while (!search.IsFinished)
        {
            yardstick.Add(computer, search.RunNext(computer));
        }

        Assert.Null(yardstick.Difference(all, classes: false));
        Assert.NotNull(yardstick.Difference(without, classes: false));
    }

    [Theory]
    [InlineData("sleep/SLP-17.fixed", "S26", FootprintPart.Modes)]
    [InlineData("sched/SCH-1.fixed", "B20", FootprintPart.Cpus)]
    [InlineData("sched/SCH-1.fixed", "B20", FootprintPart.Conditions)]
    internal void Without_a_part_of_its_footprints_a_scenario_is_answered_wrongly(string name, string environment, FootprintPart part)
    {
        var subject = new ScenarioSubject(new Catalogue().All.Single(s => s.Name == name), Environments.Find(environment)!);
        var all = Outcomes.Of(subject.Build(), new ReducedSearch());
        var computer = subject.Build();
        computer.OmitFootprints(part);
        var without = Outcomes.Of(computer, new ReducedSearch());
        Assert.NotNull(all.Difference(without, classes: false));
    }

    private static void AssertNeeded(bool prune, FootprintPart part, Dependence clause)
    {
        for (int number = 0; number < Programs; number++)
        {
            var (program, all) = RandomProgramTests.Small(number, MaxSchedules);
            var computer = SmallComputer.Build(program);
            computer.OmitFootprints(part);
            var without = Outcomes.Of(computer, new ReducedSearch(prune) { Without = clause });
            if (all.Difference(without, classes: false) is not null)
            {
                Assert.Null(all.Difference(Outcomes.Of(SmallComputer.Build(program), new ReducedSearch(prune)), classes: false));
                return;
            }
        }

        Assert.Fail($"{Programs} programs are answered as rightly without {part} {clause}");
    }

    /// <summary>One loops until a variable is set; two others race before one of them sets it.</summary>
    private static Computer Spinner()
    {
        var computer = new Computer(arenaSize: 64);
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        var y = new Shared<int>(computer, computer.Memory.Allocate(4, "y", RegionKind.ModuleData));
        computer.AddAgent("spinner", AgentKind.Task, 0, async () =>
        {
            int seen;
            do
            {
                computer.LoopHead(0, 0, 1);
                seen = await x.Load();
            }
            while (seen == 0);
        });
        computer.AddAgent("setter", AgentKind.Task, 1, async () =>
        {
            await y.Store(1);
            await x.Store(1);
        });
        computer.AddAgent("other", AgentKind.Task, 2, async () => await y.Store(2));
        computer.Seal();
        return computer;
    }
}
