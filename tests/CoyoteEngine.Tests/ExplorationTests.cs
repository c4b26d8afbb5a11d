using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.CoyoteEngine.Tests;

/// <summary>Coyote as the engine of a hunt.</summary>
public sealed class ExplorationTests
{
    private static readonly (string Scenario, string Bug)[] s_headlines =
    [
        ("sleep/SLP-1", "SLP-1"), ("sleep/SLP-2", "SLP-2"), ("sched/SCH-1", "SCH-1"), ("syscall/SYS-2", "SYS-2"), ("syscall/SYS-3", "SYS-3"),
        ("syscall/SYS-7", "SYS-7"),
    ];

    public static TheoryData<string, string> Headlines
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (scenario, bug) in s_headlines)
            {
                data.Add(scenario, bug);
            }

            return data;
        }
    }

    public static TheoryData<string> Strategies => [.. Coyote.Strategies];

    [Theory]
    [MemberData(nameof(Headlines))]
    public void A_headline_race_is_found_and_replays_on_the_built_in_engine(string scenario, string bug)
    {
        var result = Subjects.Hunt(Subjects.Of(scenario), "portfolio", 1000);

        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Equal(("coyote", "smp", "portfolio"), (result.Engine, result.Host, result.Strategy));
        var finding = Assert.Single(result.Findings);
        Assert.Equal(bug, finding.Bug);
        var replay = Replay.Run(Subjects.Of(scenario), finding.Token);
        Assert.Equal(ReplayOutcome.Reproduced, replay.Outcome);
        Assert.Equal(finding.Recording.EventHash, replay.Recording.EventHash);
        Assert.Equal(finding.Id, replay.Report!.Id);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_strategy_finds_the_two_openers(string strategy)
    {
        var result = Subjects.Hunt(Subjects.Of("sleep/SLP-1"), strategy, 2000);

        Assert.Equal("SLP-1", Assert.Single(result.Findings).Bug);
        Assert.Equal(strategy, result.Strategy);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_seed_gives_the_same_hunt_again(string strategy)
    {
        var first = Subjects.Hunt(Subjects.Of("sleep/SLP-4"), strategy, 200, keepGoing: true, seed: 7);
        var second = Subjects.Hunt(Subjects.Of("sleep/SLP-4"), strategy, 200, keepGoing: true, seed: 7);

        Assert.NotEmpty(first.Findings);
        Assert.Equal(Told(first), Told(second));

        static IEnumerable<(string, long, long)> Told(HuntResult result) => result.Findings.Select(f => (f.Token.ToString(), f.FirstHit, f.Hits));
    }

    [Theory]
    [InlineData("sleep/SLP-1.fixed")]
    [InlineData("sched/SCH-1.fixed")]
    [InlineData("syscall/SYS-2.fixed")]
    public void In_a_corrected_twin_nothing_is_found_and_nothing_is_claimed(string twin)
    {
        var result = Subjects.Hunt(Subjects.Of(twin), "portfolio", 200);

        Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);
        Assert.Equal(200, result.Schedules);
        Assert.Null(result.ErrorMessage);
        Assert.Contains("whatever these schedules did not happen to meet", result.NotExplored);
    }

    [Fact]
    public void Findings_are_collected_until_the_iterations_are_used_up()
    {
        var result = Subjects.Hunt(Subjects.Of("sleep/SLP-11"), "portfolio", 300, keepGoing: true);

        Assert.Equal(300, result.Schedules);
        Assert.Contains(result.Findings, f => f.Bug == "SLP-11");
        Assert.True(result.Findings.Count > 2);
        Assert.True(result.Findings.Sum(f => f.Hits) > result.Findings.Count);
        Assert.All(result.Findings, f => Assert.NotNull(f.EngineTrace));
    }

    [Fact]
    public void A_hunt_for_one_bug_goes_on_past_others()
    {
        var result = new Hunt(
            Subjects.Of("syscall/SYS-6"),
            new HuntOptions { Engine = Coyote.Engine("random"), Schedules = 3000, Until = "SYS-7", Notes = false }).Run();

        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Equal("SYS-7", result.Findings[0].Bug);
    }

    [Fact]
    public void An_error_of_the_scenario_is_no_finding()
    {
        var result = Subjects.Hunt(
            Subjects.Of(stage => stage.Process("bad", async p =>
            {
                await p.Compute();
                throw new InvalidOperationException("thrown by the program");
            })),
            "random",
            50);

        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Contains("bad/1: thrown by the program (ExplorationTests.cs:", result.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>A spinner that priorities favour starves the one it waits for; a fair strategy does not let it for ever.</summary>
    [Fact]
    public void Fair_prioritization_is_fair()
    {
        var subject = Subjects.Of(stage =>
        {
            var flag = stage.KernelInt("flag");
            stage.KernelThread("spinner", async () =>
            {
                while (await flag.Load() == 0)
                {
                }
            });
            stage.KernelThread("setter", async () => await flag.Store(1));
        });

        var unfair = Subjects.Hunt(subject, "prioritization", 24, keepGoing: true, seed: 3);
        var fair = Subjects.Hunt(subject, "fair-prioritization", 24, keepGoing: true, seed: 3);

        Assert.Equal("1000", fair.Bounds["unfair_points"]);
        Assert.NotEmpty(unfair.Findings);
        Assert.Empty(fair.Findings);
        Assert.True(fair.Steps < unfair.Steps);
    }

    [Fact]
    public void Findings_come_in_the_order_in_which_they_were_met()
    {
        var result = Subjects.Hunt(
            new ScenarioSubject(new Catalogue().Find("syscall/SYS-6")!, Environments.Find("S26p")!), "portfolio", 200, keepGoing: true);

        Assert.True(result.Findings.Count > 2);
        Assert.Equal(result.Findings.Select(f => f.FirstHit).Order(), result.Findings.Select(f => f.FirstHit));
    }

    [Fact]
    public void The_bound_on_steps_is_the_computers()
    {
        var options = new HuntOptions { Engine = Coyote.Engine("random"), Schedules = 20, MaxSteps = 10, Notes = false };

        var result = new Hunt(Subjects.Of("sleep/SLP-1"), options).Run();

        Assert.Equal((Verdict.NoneNotExhaustive, 20L), (result.Verdict, result.TooLong));
    }

    [Fact]
    public void An_unknown_strategy_is_refused_by_name()
        => Assert.Contains("q-learning", Assert.Throws<ArgumentException>(() => Coyote.Engine("dfs")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_hunt_that_is_cancelled_gives_what_it_has()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var options = new HuntOptions { Engine = Coyote.Engine("random"), Time = TimeSpan.FromMinutes(1), KeepGoing = true, Notes = false };

        var result = new Hunt(Subjects.Of("sleep/SLP-1.fixed"), options).Run(null, cancel.Token);

        Assert.True(result.Cancelled);
        Assert.InRange(result.Schedules, 1, 1_000_000);
        Assert.True(result.ElapsedMs < 20_000);
    }
}
