using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;
using DecidingStory = Smp.Diagnostics.DecidingStory;

namespace Smp.Tests.Exploration;

/// <summary>The passing schedule beside a failing one, and which accesses the difference is about.</summary>
public sealed class PassingTests(ITestOutputHelper output)
{
    [Fact]
    public void It_differs_first_in_the_decision_that_is_named_and_passes_on_replay()
    {
        int passing = 0;
        int none = 0;
        int unknown = 0;
        for (int number = 0; number < 150; number++)
        {
            var program = ProgramGenerator.Draw(number);
            var subject = new TestSubject(() => SmallComputer.Build(program));
            foreach (var found in new Hunt(subject, new HuntOptions { Strategy = "random", Schedules = 100, Workers = 1, KeepGoing = true, Notes = false }).Run().Findings)
            {
                if (found.Passing is not { } beside)
                {
                    none++;
                    Assert.True(!found.FailsAlways || FailsAlways(program), program.ToString());
                    unknown += found.FailsAlways ? 0 : 1;
                    continue;
                }

                passing++;
                var (decision, here, there) = (beside.Decision, found.Token.Choices, beside.Token.Choices);
                Assert.Equal(here.Take(decision.Choice), there.Take(decision.Choice));
                Assert.NotEqual(here[decision.Choice], there[decision.Choice]);
                Assert.NotEqual(decision.Taken, decision.Instead);
                var replay = Replay.Run(subject, beside.Token);
                Assert.Equal((ReplayOutcome.FindingGone, true), (replay.Outcome, replay.EventHashMatches));
                if (!decision.IsValue)
                {
                    Assert.Equal((decision.Taken, decision.Instead), (AgentOf(found.Recording, decision.Step), AgentOf(beside.Recording, decision.Step)));
                }

                Assert.All(found.Cause!.Order.Links, link => Holds(found.Cause.Order, link));
            }
        }

        output.WriteLine($"{passing} findings with a schedule that passes, {none} without, of {unknown} it is not known whether one passes");
        Assert.True(passing > 50 && none > 5 && unknown < none);
    }

    [Fact]
    public void A_program_that_always_fails_has_none()
    {
        var subject = new TestSubject(() =>
        {
            var computer = new Computer();
            var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
            for (int i = 0; i < 2; i++)
            {
                computer.AddAgent($"task{i}", AgentKind.Task, i, async () => await x.Store(1 + await x.Load()));
            }

            computer.Attach(new NeverDetector(_ => x.Inspect() == 1));
            computer.Seal();
            return computer;
        });

        var found = new Hunt(subject, new HuntOptions()).Run().Findings[0];

        Assert.Equal((null, null, true), (found.Passing, found.Cause, found.FailsAlways));
    }

    [Fact]
    public void Of_a_lost_update_it_names_the_load_that_came_before_the_others_store()
    {
        var found = new Hunt(new TestSubject(() => LostUpdate.Build(2, detect: true)), new HuntOptions()).Run().Findings[0];

        var link = Assert.Single(found.Cause!.Order.Links);
        Assert.Equal((Operation.Load, 0L, 1, Operation.Store, 1L, 0), (link.First.Operation, link.First.Value, link.First.Agent, link.Second.Operation, link.Second.Value, link.Second.Agent));
        Assert.Equal((true, 1L), (link.FirstObserves, link.Otherwise!.Value.Value));
        Assert.Equal("counter", found.Recording.NameOf(link.Object));
        Assert.Equal((link.First.Step, 0, 1), (found.Passing!.Decision.Step, found.Passing.Decision.Instead, found.Passing.Decision.Taken));
        Assert.Matches(
            @"^Decided in step 2: had task0 stepped there instead of task1, nothing would have been found\. task1 read counter = 0 at LostUpdate\.cs:\d+ "
            + @"\(step 2\) before task0 stored counter = 1 at LostUpdate\.cs:\d+ \(step 4\); the other way round task1 would have read 1\.$",
            DecidingStory.Tell(found.Cause.Order));
    }

    [Fact]
    public void A_data_choice_that_decides_is_named_with_both_its_answers()
    {
        var subject = new TestSubject(() =>
        {
            var computer = new Computer();
            var x = new Shared<int>(computer, computer.Memory.Allocate(8, "x", RegionKind.ModuleData));
            var y = new Shared<int>(computer, computer.Memory.Allocate(8, "y", RegionKind.ModuleData));
            computer.AddAgent("task0", AgentKind.Task, 0, async () =>
            {
                await x.Store(1);
                await y.Store(computer.ChooseValue(3));
            });
            computer.AddAgent("task1", AgentKind.Task, 1, async () => await x.Load());
            computer.Attach(new NeverDetector(_ => y.Inspect() == 2));
            computer.Seal();
            return computer;
        });

        var found = new Hunt(subject, new HuntOptions()).Run().Findings[0];

        Assert.Equal((true, 0, 2, 3), (found.Passing!.Decision.IsValue, found.Passing.Decision.Agent, found.Passing.Decision.Taken, found.Passing.Decision.Count));
        Assert.Contains($"had the choice of task0 at PassingTests.cs", DecidingStory.Tell(found.Cause!.Order), StringComparison.Ordinal);
        Assert.Contains("been 0 instead of 2, nothing would have been found.", DecidingStory.Tell(found.Cause.Order), StringComparison.Ordinal);
    }

    [Fact]
    public void An_observation_is_followed_back_through_the_agents_between()
    {
        // task2 fails for what task1 told it, which had it from task0.
        var subject = new TestSubject(() =>
        {
            var computer = new Computer();
            var a = new Shared<int>(computer, computer.Memory.Allocate(8, "a", RegionKind.ModuleData));
            var b = new Shared<int>(computer, computer.Memory.Allocate(8, "b", RegionKind.ModuleData));
            var c = new Shared<int>(computer, computer.Memory.Allocate(8, "c", RegionKind.ModuleData));
            computer.AddAgent("task0", AgentKind.Task, 0, async () => await a.Store(1));
            computer.AddAgent("task1", AgentKind.Task, 1, async () =>
            {
                if (await a.Load() == 1)
                {
                    await b.Store(1);
                }
            });
            computer.AddAgent("task2", AgentKind.Task, 2, async () => await c.Store(await b.Load()));
            computer.Attach(new NeverDetector(_ => c.Inspect() == 1));
            computer.Seal();
            return computer;
        });

        var found = new Hunt(subject, new HuntOptions()).Run().Findings[0];
        var early = new OrderComparison(found.Recording, subject.Build().Record(new ReplayStrategy([1, 0, 0])), new Decision(0, 1, false, 0, 0, 1, 3)).Compare();

        Assert.Equal(["a", "b"], early.Links.Select(link => found.Recording.NameOf(link.Object)));
        Assert.Equal("b", found.Recording.NameOf(found.Cause!.Order.Links[^1].Object));
    }

    [Theory]
    [InlineData("sleep/SLP-1", "Already_Open", Operation.Load, Operation.Store, "gone on at Sleep.cs:")]
    [InlineData("sched/SCH-1", "Task", null, null, "cancel_delayed_work(Task) at Sched.cs:")]
    [InlineData("syscall/SYS-2", "sys_call_table[__NR_open]", Operation.Load, Operation.Store, "would have read our_sys_open [syscall_a].")]
    public void The_right_pair_decides_the_races_of_the_guide(string scenario, string name, Operation? first, Operation? second, string words)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find("S26")!);

        var found = new Hunt(subject, new HuntOptions { Workers = 1, Notes = false }).Run().Findings[0];

        var link = found.Cause!.Order.Links[^1];
        Assert.Equal(name, found.Recording.NameOf(link.Object));
        Assert.True(first is null || (first, second) == (link.First.Operation, link.Second.Operation));
        Assert.Contains(words, found.Cause.Text, StringComparison.Ordinal);
        Assert.Equal(link.First.Step, found.Passing!.Decision.Step);
        Assert.Equal(ReplayOutcome.FindingGone, Replay.Run(subject, found.Passing.Token).Outcome);
    }

    [Fact]
    public void A_token_has_its_own_neighbour_without_being_shortened()
    {
        var subject = new TestSubject(() => LostUpdate.Build(3, detect: true));
        var known = new Hunt(subject, new HuntOptions { Strategy = "random", Seed = 7, Shrink = false }).Run().Findings[0];

        var beside = PassingBeside.Of(subject, known.Token, Replay.Run(subject, known.Token))!;

        Assert.Equal(known.Token, beside.Token);
        Assert.Equal(ReplayOutcome.FindingGone, Replay.Run(subject, beside.Passing!.Token).Outcome);
        Assert.Null(PassingBeside.Of(subject, beside.Passing.Token, Replay.Run(subject, beside.Passing.Token)));
    }

    private static int AgentOf(Recording recording, int step)
        => recording.Events.First(e => e.Step == step && e.Kind is EventKind.Step or EventKind.Fault).Agent;

    /// <summary>The two touch the object, one of them writes it, and they come in another order in the other run.</summary>
    private static void Holds(DecidingOrder order, OrderLink link)
    {
        Assert.NotEqual(link.First.Agent, link.Second.Agent);
        Assert.True(link.SecondIsOutside || link.First.Step < link.Second.Step);
        if (link.Otherwise is { } otherwise)
        {
            var observer = link.FirstObserves == true ? link.First : link.Second;
            Assert.Equal((observer.Agent, observer.Operation, observer.Object), (otherwise.Agent, otherwise.Operation, otherwise.Object));
        }

        if (!link.SecondIsOutside && link.First.Kind == EventKind.Step && link.Second.Kind == EventKind.Step)
        {
            Assert.True(Footprint.Conflict(order.Failing.Footprints[link.First.Step - 1], order.Failing.Footprints[link.Second.Step - 1]));
        }
    }

    private static bool FailsAlways(SmallProgram program)
    {
        var computer = SmallComputer.Build(program);
        var search = new SwitchBoundedSearch(int.MaxValue, prune: true);
        while (!search.IsFinished)
        {
            if (search.RunNext(computer) == RunOutcome.Ended)
            {
                return false;
            }
        }

        return true;
    }
}
