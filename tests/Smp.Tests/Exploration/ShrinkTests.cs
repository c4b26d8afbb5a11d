using System.Diagnostics;
using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

/// <summary>A failing schedule is made short, keeps its finding, and is as short as brute force can make it.</summary>
public sealed class ShrinkTests(ITestOutputHelper output)
{
    private const int Programs = 450;
    private const int MaxSchedules = 2000;

    [Fact]
    public void It_is_as_small_as_what_brute_force_finds_on_random_programs()
    {
        int shrunk = 0;
        int shorter = 0;
        var switches = new SortedSet<int>();
        for (int number = 0; number < Programs; number++)
        {
            var program = ProgramGenerator.Draw(number);
            if (BruteForce(program) is not { } failing)
            {
                continue;
            }

            var subject = Subject(() => SmallComputer.Build(program));
            foreach (var (id, (worst, best)) in failing)
            {
                var found = Known(subject, worst);
                Assert.Equal(id, found.Id);
                var shown = Shrink(subject, found);

                shrunk++;
                shorter += shown.Switches < found.Switches ? 1 : 0;
                switches.Add(shown.Switches);
                Assert.Equal((id, found.Bug), (shown.Id, shown.Bug));
                Assert.True(best.Switches == shown.Switches, $"{program}{id}: {best.Switches} switches, not {shown.Switches}");
                Assert.True(shown.Shrunk!.IsProved);
                Assert.True(best == shown.Shrunk.After, $"{program}{id}: {best}, not {shown.Shrunk.After}");
                Assert.True(shown.Shrunk.After <= shown.Shrunk.Before);
                Assert.Equal(shown.Shrunk.After, new ScheduleSize(shown.Switches, shown.Steps, shown.Shrunk.After.Processes));
                Assert.Equal(found.Token, shown.First.Token);
                var replay = Replay.Run(subject, shown.Token);
                Assert.Equal((ReplayOutcome.Reproduced, id, true), (replay.Outcome, replay.Report!.Id, replay.EventHashMatches));
            }
        }

        output.WriteLine($"{shrunk} findings, {shorter} of them with fewer switches than the longest; switches: {string.Join(", ", switches)}");
        Assert.True(shrunk > 70 && shorter > 45);
        Assert.True(switches.IsSupersetOf([0, 1, 2]));
    }

    [Fact]
    public void What_was_shrunk_stays_as_it_is_and_comes_out_the_same_every_time()
    {
        int compared = 0;
        for (int number = 0; number < 120; number++)
        {
            var program = ProgramGenerator.Draw(number);
            var subject = Subject(() => SmallComputer.Build(program));
            var found = new Hunt(subject, new HuntOptions { Strategy = "random", Schedules = 200, Workers = 1, Shrink = false, Notes = false }).Run().Findings;
            if (found.Count == 0)
            {
                continue;
            }

            compared++;
            var once = Shrink(subject, found[0]);
            Assert.Equal(once.Token, Shrink(subject, found[0]).Token);
            var twice = Shrink(subject, once with { First = once.First });
            Assert.Equal((once.Token, once.Shrunk!.IsProved), (twice.Token, twice.Shrunk!.IsProved));
        }

        Assert.True(compared > 30);
    }

    [Fact]
    public void Agents_that_a_finding_does_not_need_take_no_step_if_it_ends_the_run()
    {
        var subject = Subject(() => Bystanders(bystanders: 4));
        var found = new Hunt(subject, new HuntOptions { Strategy = "random", Seed = 3, Schedules = 10_000, Workers = 1 }).Run().Findings[0];

        Assert.True(found.Shrunk!.Before.Processes > 2);
        Assert.Equal(new ScheduleSize(1, 4, 2), found.Shrunk.After);
    }

    [Fact]
    public void A_data_choice_that_a_finding_does_not_need_has_its_ordinary_answer()
    {
        var subject = Subject(() => Choosing(needed: false));
        var found = Shrink(subject, Known(subject, FirstOf(subject, choices => choices.Contains(1))));

        Assert.DoesNotContain(2, found.Token.Choices);
        Assert.Equal(0, found.Switches);
    }

    [Fact]
    public void Long_random_schedules_of_programs_too_large_to_search_get_short_too()
    {
        var subject = Subject(() => Crowd(tasks: 12, turns: 40));
        var clock = Stopwatch.StartNew();
        var found = new Hunt(subject, new HuntOptions { Strategy = "random", Seed = 5, Schedules = 1000, Workers = 1 }).Run().Findings[0];
        output.WriteLine($"{found.Shrunk!.Before} to {found.Shrunk.After} in {clock.ElapsedMilliseconds} ms");

        Assert.True(found.Shrunk.Before.Switches > 300);
        Assert.InRange(found.Shrunk.After.Switches, 1, 2);
        Assert.Equal(found.First.Switches, found.Shrunk.Before.Switches);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Time_cuts_it_off_and_what_was_found_stands()
    {
        var subject = Subject(() => Crowd(tasks: 12, turns: 40));
        var options = new HuntOptions { Strategy = "random", Seed = 5, Schedules = 1000, Workers = 1 };
        var found = new Hunt(subject, options with { Shrink = false }).Run().Findings;

        var kept = new Aftermath(subject, options).Of(found, new CancellationToken(canceled: true));

        Assert.Same(found[0], Assert.Single(kept));
        Assert.Null(kept[0].Shrunk);
        Assert.Equal(kept[0].Token, kept[0].First.Token);
    }

    [Fact]
    public void It_can_be_switched_off()
    {
        var subject = Subject(() => LostUpdate.Build(3, detect: true));
        var options = new HuntOptions { Strategy = "random", Seed = 7, Workers = 1 };

        var off = new Hunt(subject, options with { Shrink = false }).Run().Findings[0];
        var on = new Hunt(subject, options).Run().Findings[0];

        Assert.Equal((null, null, null), (off.Shrunk, off.Passing, off.Cause));
        Assert.Equal(off.Token, on.First.Token);
        Assert.Equal((off.FirstHit, off.Hits, off.Strategy), (on.FirstHit, on.Hits, on.Strategy));
    }

    [Fact]
    public void A_schedule_that_fails_the_testbed_meanwhile_does_not_take_the_finding_away()
    {
        var subject = Subject(ThrowingBeside);
        var result = new Hunt(subject, new HuntOptions { Strategy = "random", Seed = 1, Schedules = 1, Workers = 1 }).Run();

        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Single(result.Findings);
    }

    private static TestSubject Subject(Func<Computer> build) => new(build) { Identify = finding => $"{finding.Kind} {finding.Subject} {finding.Message}" };

    private static FoundFinding Shrink(TestSubject subject, FoundFinding found)
        => Assert.Single(new Aftermath(subject, new HuntOptions { Time = TimeSpan.FromMinutes(1) }).Of([found], CancellationToken.None));

    private static FoundFinding Known(TestSubject subject, IReadOnlyList<int> choices)
    {
        var computer = subject.Build();
        var recording = computer.Record(new ReplayStrategy(choices));
        return new FoundFinding(subject.Explain(recording, recording.Finding!), Token.OfRun(subject, computer), recording, "test", 1, 1);
    }

    private static int[] FirstOf(TestSubject subject, Func<int[], bool> wanted)
    {
        var computer = subject.Build();
        var search = new SwitchBoundedSearch(int.MaxValue, prune: false);
        while (!search.IsFinished)
        {
            if (search.RunNext(computer) == RunOutcome.Found && computer.Choices.Items.ToArray() is var choices && wanted(choices))
            {
                return choices;
            }
        }

        throw new InvalidOperationException("none fails");
    }

    /// <summary>For each finding a schedule with the most switches, and the smallest size there is; null for too large a program.</summary>
    private static SortedDictionary<string, (int[] Worst, ScheduleSize Best)>? BruteForce(SmallProgram program)
    {
        var subject = Subject(() => SmallComputer.Build(program));
        var all = new SortedDictionary<string, (int[] Worst, ScheduleSize Best)>(StringComparer.Ordinal);
        var most = new Dictionary<string, int>();
        var search = new SwitchBoundedSearch(int.MaxValue, prune: false);
        var computer = subject.Build();
        var recorder = subject.Build();
        while (!search.IsFinished)
        {
            if (search.Schedules == MaxSchedules)
            {
                return null;
            }

            if (search.RunNext(computer) != RunOutcome.Found)
            {
                continue;
            }

            int[] choices = computer.Choices.Items.ToArray();
            var recording = recorder.Record(new ReplayStrategy(choices));
            string id = subject.Explain(recording, recording.Finding!).Id;
            var steps = recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).ToList();
            var size = new ScheduleSize(steps.Count(e => e.IsSwitch), steps.Count, steps.Select(e => e.Agent).Distinct().Count());
            var (worst, best) = all.GetValueOrDefault(id, (choices, size));
            if (size.Switches >= most.GetValueOrDefault(id))
            {
                most[id] = size.Switches;
                worst = choices;
            }

            all[id] = (worst, size < best ? size : best);
        }

        return all;
    }

    /// <summary>Two tasks lose an update, which one of them notices at once; others count for themselves.</summary>
    private static Computer Bystanders(int bystanders)
    {
        var computer = new Computer();
        var counter = new Shared<int>(computer, computer.Memory.Allocate(4, "counter", RegionKind.ModuleData));
        for (int i = 0; i < 2; i++)
        {
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                int value = await counter.Load();
                await counter.Store(value + 1);
            });
        }

        for (int i = 0; i < bystanders; i++)
        {
            var own = new Shared<int>(computer, computer.Memory.Allocate(4, $"own{i}", RegionKind.ModuleData));
            computer.AddAgent($"other{i}", AgentKind.Task, i + 2, async () => await own.Store(1 + await own.Load()));
        }

        computer.Attach(new NeverDetector(c => c.BlockedBy(0) == Blocked.Finished && c.BlockedBy(1) == Blocked.Finished && counter.Inspect() == 1));
        computer.Seal();
        return computer;
    }

    /// <summary>A task with two data choices; one of them, or none, is what it fails for.</summary>
    private static Computer Choosing(bool needed)
    {
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        var y = new Shared<int>(computer, computer.Memory.Allocate(4, "y", RegionKind.ModuleData));
        computer.AddAgent("task0", AgentKind.Task, 0, async () =>
        {
            await x.Store(1);
            await y.Store(computer.ChooseValue(3));
            await x.Store(2);
        });
        computer.AddAgent("task1", AgentKind.Task, 1, async () => await x.Load());
        computer.Attach(new NeverDetector(_ => x.Inspect() == 2 && (!needed || y.Inspect() == 1)));
        computer.Seal();
        return computer;
    }

    /// <summary>Many tasks that count for a long time, and two of them together in one place where only one may be.</summary>
    private static Computer Crowd(int tasks, int turns)
    {
        var computer = new Computer();
        var inside = new Shared<int>(computer, computer.Memory.Allocate(4, "inside", RegionKind.ModuleData));
        var both = new Shared<int>(computer, computer.Memory.Allocate(4, "both", RegionKind.ModuleData));
        for (int i = 0; i < tasks; i++)
        {
            int own = i;
            var mine = new Atomic(computer, computer.Memory.Allocate(4, $"mine{i}", RegionKind.ModuleData));
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                for (int turn = 0; turn < turns; turn++)
                {
                    await mine.AddReturn(1);
                }

                if (own < 2 && await inside.Load() == 0)
                {
                    await inside.Store(own + 1);
                    await both.Store(1 + await both.Load());
                }
            });
        }

        computer.Attach(new NeverDetector(_ => both.Inspect() == 2));
        computer.Seal();
        return computer;
    }

    /// <summary>Fails in every order, and in one of them the program throws as well.</summary>
    private static Computer ThrowingBeside()
    {
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        for (int i = 0; i < 3; i++)
        {
            int own = i;
            computer.AddAgent($"task{i}", AgentKind.Task, i, async () =>
            {
                int seen = await x.Load();
                await x.Store(seen + 1);
                if (seen == 2 && own == 0)
                {
                    throw new InvalidOperationException("the last one is the first");
                }
            });
        }

        computer.Attach(new HungDetectorOf(x));
        computer.Seal();
        return computer;
    }

    private sealed class HungDetectorOf(Shared<int> x) : IDetector
    {
        public string Name => "always";

        public bool WantsSteps => false;

        public ulong? Digest => 0;

        public void Begin()
        {
        }

        public Finding? OnStep(Computer computer) => null;

        public Finding? OnFault(Computer computer, in Fault fault) => null;

        public Finding? OnEnd(Computer computer) => new Finding(Name, "always", "x", $"x is {(x.Inspect() > 0 ? "set" : "unset")}", -1);
    }
}
