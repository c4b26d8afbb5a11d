using Smp.Actors;
using Smp.Exploration;

namespace Smp.AkkaHost.Tests.Free;

/// <summary>Free runs: what threads decide has a token, and what fails there fails on the built-in host.</summary>
public sealed class FreeTests
{
    // Found without a switch, so found however the threads race.
    [Theory]
    [InlineData("sleep/SLP-6")]
    [InlineData("sleep/SLP-9")]
    [InlineData("syscall/SYS-3")]
    [InlineData("syscall/SYS-4")]
    [InlineData("sched/SCH-4")]
    public void A_failing_run_has_a_token_that_replays_on_the_built_in_host(string scenario)
    {
        var result = Hunt(scenario, 2000);
        Assert.True(result.Verdict == Verdict.Found, $"{result.Verdict} {result.ErrorMessage}");
        Assert.Equal(("akka", "akka", "free"), (result.Host, result.Engine, result.Strategy));
        var finding = result.Findings.Single();
        Assert.Equal(scenario.Split('/')[1], finding.Report.Bug);
        foreach (var hosting in (IHosting?[])[null, AkkaHosts.Stepped, AkkaHosts.FreeHosting])
        {
            var replay = Replay.Run(Hosted.Subject(scenario, "S26", hosting), finding.Token);
            Assert.Equal((ReplayOutcome.Reproduced, true), (replay.Outcome, replay.EventHashMatches));
        }
    }

    // What needs a switch in the right place may take threads longer than a test has. If it comes, it must be explained.
    [Theory]
    [InlineData("sleep/SLP-1")]
    [InlineData("sleep/SLP-2")]
    [InlineData("sched/SCH-7")]
    [InlineData("syscall/SYS-12")]
    public void Whatever_is_found_is_what_a_replay_shows(string scenario)
    {
        var result = Hunt(scenario, 600);
        Assert.True(result.Verdict is Verdict.Found or Verdict.NoneNotExhaustive, $"{result.Verdict} {result.ErrorMessage}");
        Assert.Equal(0, result.UnexplainedHits);
        Assert.All(result.Findings, f => Assert.Equal(
            (ReplayOutcome.Reproduced, true),
            Hosted.Replayed(Replay.Run(Hosted.Subject(scenario, "S26", null), f.Token))));
    }

    [Theory]
    [InlineData("sleep/SLP-1.fixed", "S26")]
    [InlineData("sleep/SLP-4.fixed", "S26p")]
    [InlineData("sched/SCH-9.fixed", "S26")]
    [InlineData("syscall/SYS-3.fixed", "S26")]
    [InlineData("sleep/SLP-1.fixed", "U0")]
    public void Twins_show_nothing(string scenario, string environment)
    {
        var result = Hunt(scenario, 300, environment);
        Assert.True(result.Verdict == Verdict.NoneNotExhaustive, $"{result.Verdict} {result.ErrorMessage}");
        Assert.Equal(300, result.Schedules);
    }

    [Fact]
    public void Every_run_is_a_schedule_that_gives_the_same_events_elsewhere()
    {
        using var computer = Hosted.Subject("sleep/SLP-4.fixed", "S26p", AkkaHosts.FreeHosting).Build();
        using var builtIn = Hosted.Subject("sleep/SLP-4.fixed", "S26p", null).Build();
        computer.KeepEventHash = builtIn.KeepEventHash = true;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var numbers = new SplitMix64(seed);
            computer.BeginStepwise(new RandomStrategy(seed));
            ((FreeHost)computer.Host!).Race(n => numbers.Below(n));
            var outcome = computer.EndStepwise();
            var replay = new ReplayStrategy(computer.Choices.Items.ToArray());
            Assert.Equal(outcome, builtIn.Run(replay));
            Assert.Null(replay.Divergence);
            Assert.Equal((computer.Steps, computer.EventHash), (builtIn.Steps, builtIn.EventHash));
        }
    }

    [Fact]
    public void Outside_a_race_a_strategy_decides_as_anywhere()
    {
        using var free = Hosted.Subject("sleep/SLP-1", "S26", AkkaHosts.FreeHosting).Build();
        using var builtIn = Hosted.Subject("sleep/SLP-1", "S26", null).Build();
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.Equal(Hosted.Line(builtIn, seed), Hosted.Line(free, seed));
        }
    }

    [Fact]
    public void An_agent_that_is_dispatched_on_another_CPU_steps_there()
    {
        // Three kernel threads share two CPUs: whoever sleeps may wake up on either.
        var result = new Hunt(
            Hosted.Subject(
                stage =>
                {
                    var done = stage.Ghost("done");
                    for (int i = 0; i < 3; i++)
                    {
                        var x = stage.KernelInt($"x{i}");
                        stage.KernelThread($"thread{i}", async () =>
                        {
                            for (int k = 0; k < 4; k++)
                            {
                                await x.Store(k);
                            }

                            done.Value++;
                        });
                    }

                    stage.Reach("all were done", () => done.Value == 3);
                },
                "S26p",
                AkkaHosts.FreeHosting),
            new HuntOptions { Engine = AkkaHosts.Free, Schedules = 100, Notes = false }).Run();
        Assert.True(result.Verdict == Verdict.NoneNotExhaustive, $"{result.Verdict} {result.ErrorMessage}");
        Assert.All(result.Reached, r => Assert.True(r.IsReached, r.Name));
    }

    private static HuntResult Hunt(string scenario, long runs, string environment = "S26")
        => new Hunt(
            Hosted.Subject(scenario, environment, AkkaHosts.FreeHosting),
            new HuntOptions { Engine = AkkaHosts.Free, Schedules = runs, Notes = false }).Run();
}
