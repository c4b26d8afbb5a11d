using Smp.CoyoteEngine;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.AkkaHost.Tests.Controlled;

/// <summary>Akka.NET hosts the actors and Coyote decides: the same token, three ways, one run.</summary>
public sealed class ControlledTests
{
    [Theory]
    [InlineData("sleep/SLP-1", "S26")]
    [InlineData("sleep/SLP-3", "S68p")]
    [InlineData("sleep/SLP-17", "UP")]
    [InlineData("sched/SCH-1", "S26p")]
    [InlineData("sched/SCH-7", "S26")]
    [InlineData("syscall/SYS-3", "B20")]
    [InlineData("syscall/SYS-8", "U0")]
    public void A_token_gives_the_same_events_on_the_built_in_host_stepped_and_controlled(string scenario, string environment)
    {
        var builtIn = Subject(scenario, environment, akka: false);
        var hosted = Subject(scenario, environment, akka: true);
        using var here = builtIn.Build();
        using var there = hosted.Build();
        here.KeepEventHash = there.KeepEventHash = true;
        var random = new RandomStrategy(11);
        for (int k = 0; k < 15; k++)
        {
            random.Reseed(k);
            var outcome = here.Run(random);
            var token = Token.OfRun(builtIn, here);

            var stepped = there.Run(new ReplayStrategy(token.Choices));
            var controlled = Coyote.Engine("random")!.Follow(hosted, token);

            Assert.Equal((outcome, here.EventHash, here.Finding), (stepped, there.EventHash, there.Finding));
            Assert.Equal((outcome, here.EventHash, here.Finding), (controlled.Outcome, controlled.EventHash, controlled.Finding));
        }
    }

    [Theory]
    [InlineData("sleep/SLP-1", "SLP-1")]
    [InlineData("sleep/SLP-2", "SLP-2")]
    [InlineData("sched/SCH-1", "SCH-1")]
    [InlineData("syscall/SYS-2", "SYS-2")]
    [InlineData("syscall/SYS-3", "SYS-3")]
    [InlineData("syscall/SYS-7", "SYS-7")]
    public void Coyote_finds_on_Akka_what_it_finds_on_the_built_in_host_in_the_same_iteration(string scenario, string bug)
    {
        var hosted = Hunt(Subject(scenario, "S26", akka: true), 1000);
        var builtIn = Hunt(Subject(scenario, "S26", akka: false), 1000);

        var finding = Assert.Single(hosted.Findings);
        Assert.Equal((bug, "akka", "coyote"), (finding.Bug, hosted.Host, hosted.Engine));
        Assert.Equal(Assert.Single(builtIn.Findings).Token.ToString(), finding.Token.ToString());
        Assert.Equal(builtIn.FirstHit, hosted.FirstHit);
        var replay = Replay.Run(Subject(scenario, "S26", akka: false), finding.Token);
        Assert.Equal((ReplayOutcome.Reproduced, true), (replay.Outcome, replay.EventHashMatches));
    }

    private static ScenarioSubject Subject(string scenario, string environment, bool akka)
        => new(new Catalogue().Find(scenario)!, Environments.Find(environment)!, hosting: akka ? AkkaHosts.Stepped : null);

    private static HuntResult Hunt(ISubject subject, long iterations)
        => new Hunt(subject, new HuntOptions
        {
            Engine = Coyote.Engine("portfolio"),
            Schedules = iterations,
            Time = TimeSpan.FromMinutes(5),
            Notes = false,
        }).Run();
}
