using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration.Spinning;

/// <summary>Loops that wait are left alone while nothing changes, and nothing else is lost by that.</summary>
public sealed class SpinTests(ITestOutputHelper output)
{
    private const int Programs = 250;
    private const int MaxSchedules = 4_000;

    [Fact]
    public void Random_programs_with_loops_have_exactly_the_ends_of_all_their_states()
    {
        int livelocks = 0;
        int complete = 0;
        long schedules = 0;
        for (ulong number = 0; number < Programs; number++)
        {
            var program = SpinProgram.Draw(number);
            var ends = program.Ends();
            var pruned = Search(program, prune: true, audit: true)!;
            Assert.True(ends.SetEquals(pruned.Ends), $"{number}\n{program}pruned: {string.Join(", ", pruned.Ends)}\nall: {string.Join(", ", ends)}");
            Assert.Equal(ends.Any(e => e.Contains("turns", StringComparison.Ordinal)), pruned.Livelocks != 0);
            livelocks += pruned.Livelocks != 0 ? 1 : 0;
            if (Search(program, prune: false, audit: false) is { } all)
            {
                complete++;
                schedules += all.Schedules;
                Assert.True(ends.SetEquals(all.Ends), $"{number}\n{program}unpruned: {string.Join(", ", all.Ends)}\nall: {string.Join(", ", ends)}");
            }
        }

        output.WriteLine($"{livelocks} programs with a livelock, {complete} without pruning, {schedules} schedules there");
        Assert.InRange(livelocks, Programs / 10, Programs * 9 / 10);
        Assert.InRange(complete, Programs / 2, Programs);
    }

    [Fact]
    public void A_loop_is_turned_round_once_more_for_each_change_and_no_further()
    {
        var (computer, _) = new SpinProgram([[(SpinOp.Wait, 0, 2)], [(SpinOp.Store, 0, 1), (SpinOp.Store, 0, 2)]]).Build();
        var search = new DepthFirst(prune: false);
        while (!search.IsFinished)
        {
            Assert.Equal(RunOutcome.Ended, search.RunNext(computer));
            Assert.InRange(computer.Steps, 3, 7);
        }

        Assert.True(search.IsExhaustive);
        output.WriteLine($"{search.Schedules} schedules");
    }

    [Fact]
    public void Who_turns_round_for_ever_is_a_livelock_that_replays()
    {
        var program = new SpinProgram([[(SpinOp.Wait, 0, 1), (SpinOp.Store, 1, 1)], [(SpinOp.Wait, 1, 1), (SpinOp.Store, 0, 1)]]);
        var result = new Hunt(new TestSubject(() => program.Build().Computer), new HuntOptions { Workers = 1 }).Run();

        Assert.Equal(Verdict.Found, result.Verdict);
        var finding = result.Findings[0];
        Assert.Equal(("livelock", "task0"), (finding.Kind, finding.Report.Finding.Subject));
        Assert.Equal("task0 turns round in a loop, and nobody is left to change what it waits for", finding.Title);
        var replay = Replay.Run(new TestSubject(() => program.Build().Computer), finding.Token);
        Assert.Equal((ReplayOutcome.Reproduced, true), (replay.Outcome, replay.EventHashMatches));
    }

    [Fact]
    public void A_loop_without_a_step_is_an_error_with_its_line()
    {
        var computer = new Computer();
        computer.AddAgent("task0", AgentKind.Task, 0, Spin);
        computer.Seal();

        var error = Assert.Throws<MachineException>(() => computer.Run(new RandomStrategy(1)));
        Assert.Contains("task0 turns round at SpinTests.cs:7 without a visible operation", error.Message, StringComparison.Ordinal);

        async KTask Spin()
        {
            await new Shared<int>(computer, computer.Memory.Regions[0].Start).Load();
            while (true)
            {
                computer.EndTurn(0, new Site("SpinTests.cs", 7, "Spin"));
            }
        }
    }

    [Fact]
    public void Random_schedules_have_only_ends_that_there_are()
    {
        for (ulong number = 0; number < 100; number++)
        {
            var program = SpinProgram.Draw(number);
            var ends = program.Ends();
            var (computer, end) = program.Build();
            var random = new RandomStrategy(number);
            for (int k = 0; k < 20; k++)
            {
                random.Reseed(k);
                computer.Run(random);
                Assert.Contains(end(), ends);
            }
        }
    }

    private static Found? Search(SpinProgram program, bool prune, bool audit)
    {
        var (computer, end) = program.Build();
        var search = new DepthFirst(prune, audit);
        var found = new Found();
        while (!search.IsFinished)
        {
            if (!prune && search.Schedules == MaxSchedules)
            {
                return null;
            }

            if (search.RunNext(computer) is RunOutcome.Ended or RunOutcome.Found)
            {
                found.Ends.Add(end());
                found.Livelocks += computer.Finding is { Kind: "livelock" } ? 1 : 0;
            }
        }

        Assert.True(search.IsExhaustive);
        found.Schedules = search.Schedules;
        return found;
    }

    private sealed class Found
    {
        internal SortedSet<string> Ends { get; } = new(StringComparer.Ordinal);

        internal long Schedules { get; set; }

        internal int Livelocks { get; set; }
    }
}
