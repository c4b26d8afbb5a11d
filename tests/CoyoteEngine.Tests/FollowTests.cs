using Smp.Exploration;
using Smp.Machine;

namespace Smp.CoyoteEngine.Tests;

/// <summary>The same schedule under both engines is the same run.</summary>
public sealed class FollowTests
{
    [Theory]
    [InlineData("sleep/SLP-1", "S26")]
    [InlineData("sleep/SLP-3", "S26p")]
    [InlineData("sleep/SLP-12", "S26")]
    [InlineData("sched/SCH-1", "S68")]
    [InlineData("sched/SCH-2", "UP")]
    [InlineData("sched/SCH-5", "S26")]
    [InlineData("syscall/SYS-3", "B20")]
    [InlineData("syscall/SYS-9", "U0")]
    public void What_the_built_in_engine_ran_Coyote_follows_to_the_same_events(string scenario, string environment)
    {
        var subject = Subjects.Of(scenario, environment);
        var computer = subject.Build();
        computer.KeepEventHash = true;
        var random = new RandomStrategy(5);
        for (int k = 0; k < 20; k++)
        {
            random.Reseed(k);
            var outcome = computer.Run(random);
            var token = Token.OfRun(subject, computer);

            var followed = Coyote.Engine("random")!.Follow(subject, token);

            Assert.Null(followed.Divergence);
            Assert.Equal((outcome, computer.EventHash, computer.Finding), (followed.Outcome, followed.EventHash, followed.Finding));
        }
    }

    [Theory]
    [InlineData("sleep/SLP-1")]
    [InlineData("sched/SCH-2")]
    [InlineData("syscall/SYS-8")]
    public void Coyote_reproduces_its_own_trace_of_what_it_found(string scenario)
    {
        var found = Assert.Single(Subjects.Hunt(Subjects.Of(scenario), "random", 2000).Findings);

        var (outcome, choices, hash) = CoyoteTrace.Reproduce(Subjects.Of(scenario), found.EngineTrace!);

        Assert.Equal(RunOutcome.Found, outcome);
        Assert.Equal(found.First.Token.Choices, choices);
        Assert.Equal(found.First.Recording.EventHash, hash);
    }

    [Fact]
    public void A_schedule_that_does_not_fit_is_said_to_diverge()
    {
        var subject = Subjects.Of("sleep/SLP-1");
        var computer = subject.Build();
        computer.Run(new RandomStrategy(1));
        var token = Token.OfRun(subject, computer);
        var wrong = new Token(token.Scenario, token.Environment, token.Granularity, token.StageFingerprint, [.. token.Choices.Take(4), 9], token.EventHash);

        Assert.Contains("option 9", Coyote.Engine("random")!.Follow(subject, wrong).Divergence?.Message, StringComparison.Ordinal);
    }
}
