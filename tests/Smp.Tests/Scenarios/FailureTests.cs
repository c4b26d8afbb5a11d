using Misbehaving;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Testing;
using Smp.Tests.Tidy;
using Xunit.Abstractions;

namespace Smp.Tests.Scenarios;

/// <summary>A module or a scenario that fails the testbed is told who failed and in which line, wherever it was.</summary>
public sealed class FailureTests(ITestOutputHelper output) : IClassFixture<FailureTests.Loops>
{
    [Theory]
    [InlineData("throws", "echo/", "the module is broken", "BadModule.cs")]
    [InlineData("two-steps", "echo/", "before it has awaited the step before: Load of value", "BadModule.cs")]
    [InlineData("not-awaited", "echo/", "before it has awaited the step before: Load of value", "BadModule.cs")]
    [InlineData("foreign", "echo/", "YieldAwaitable", "BadModule.cs")]
    [InlineData("constructor", "setting its stage", "the constructor is broken", "BadModule.cs")]
    [InlineData("init", "on the stage, insmod/", "init is broken", "BadModule.cs")]
    [InlineData("stage", "setting its stage", "the stage is broken", "BadScenarios.cs")]
    [InlineData("before", "on the stage, echo/", "before is broken", "BadScenarios.cs")]
    [InlineData("program", "echo/", "the program is broken", "BadScenarios.cs")]
    [InlineData("clause", "the clause 'broken' failed", "InvalidOperationException: the clause is broken", "BadScenarios.cs")]
    [InlineData("clause-inlined", "the clause 'inlined' failed", "ArgumentOutOfRangeException", "BadScenarios.cs")]
    [InlineData("clause-step", "the clause 'steps' failed", "these look at the state", "BadScenarios.cs")]
    [InlineData("reach", "the clause 'broken' failed", "the clause is broken", "BadScenarios.cs")]
    [InlineData("step-outside", "Load", "outside every agent", "BadScenarios.cs")]
    [InlineData("random", "the same choices gave another run", "two runs of these choices part at step", "BadModule.cs")]
    public void A_failure_says_who_what_and_where(string how, string who, string what, string file)
    {
        var result = Explore(how);

        output.WriteLine(result.ErrorMessage);
        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Contains(who, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(what, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains($"{file}:{LineOf(file, how == "clause" ? "reach" : how)}", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_is_not_awaited_names_the_module_file()
    {
        var result = Explore("child-not-awaited");

        output.WriteLine(result.ErrorMessage);
        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Contains("BadModule.cs:", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hang", "BadModule.cs", "hang", true)]
    [InlineData("init-hang", "BadModule.cs", "init-hang", false)]
    [InlineData("before-hang", "BadScenarios.cs", "before-hang", false)]
    [InlineData("program-hang", "BadScenarios.cs", "", true)]
    [InlineData("clause-hang", "BadScenarios.cs", "", true)]
    public void A_loop_without_an_end_fails_with_its_place_and_a_token(string how, string file, string marker, bool hasToken)
    {
        var scenario = Scenario(how);
        var watchdog = new Watchdog(TimeSpan.FromSeconds(0.5));
        var stuck = Assert.Throws<StuckException>(() => watchdog.Run(() => new Hunt(
            new ScenarioSubject(scenario, Environments.Find("S26")!, made: watchdog.Saw), new HuntOptions { Workers = 1 }).Run()));

        output.WriteLine(stuck.Message);
        Assert.Contains($"bad/{how} in S26: no step has ended for 0.5 s: ", stuck.Message, StringComparison.Ordinal);
        Assert.Contains($"{file}:{(marker.Length == 0 ? "" : LineOf(file, marker))}", stuck.Message, StringComparison.Ordinal);
        Assert.Equal(hasToken, stuck.Token is not null);
        if (stuck.Token is { } token)
        {
            // Replayed it comes to the same place and does not come back either.
            var again = new Watchdog(TimeSpan.FromSeconds(0.5));
            var stuckAgain = Assert.Throws<StuckException>(() => again.Run(() => Replay.Run(
                new ScenarioSubject(scenario, Environments.Find("S26")!, made: again.Saw), token)));
            Assert.Equal(stuck.Message, stuckAgain.Message);
        }
    }

    [Fact]
    public void A_test_with_such_a_module_fails_instead_of_hanging()
    {
        var result = Exploring.Explore(Scenario("hang"), Environments.Find("S26")!, null, false, TimeSpan.FromSeconds(0.5));

        Assert.True(result.IsStuck);
        Assert.Contains("loops without a visible operation after BadModule.cs:", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slow_search_that_moves_is_not_stuck()
    {
        var watchdog = new Watchdog(TimeSpan.FromSeconds(0.2));
        var subject = watchdog.Over(new ScenarioSubject(new Catalogue().Find("sleep/SLP-1.fixed")!, Environments.Find("S26")!));
        var result = watchdog.Run(() => new Hunt(subject, new HuntOptions { Workers = 1, Time = TimeSpan.FromSeconds(1), Strategy = "random" }).Run());

        Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_module_that_turns_round_for_ever_is_a_livelock(string environment)
    {
        var result = Exploring.Explore(Scenario("livelock"), Environments.Find(environment)!);

        HuntAssert.Found(result);
        Assert.Equal("livelock", result.Findings[0].Kind);
        Assert.Contains($"turns round reading value = 0 at BadModule.cs:{LineOf("BadModule.cs", "livelock")}", result.Findings[0].Report.Explanation, StringComparison.Ordinal);
        output.WriteLine(result.Findings[0].Report.Explanation);
    }

    [Theory]
    [InlineData("S26", Verdict.NoneExhaustive)]
    [InlineData("UP", Verdict.NoneExhaustive)]
    [InlineData("U0", Verdict.Found)]
    public void Who_waits_turning_round_hangs_only_where_the_other_has_no_cpu(string environment, Verdict verdict)
    {
        var result = Exploring.Explore(Scenario("handshake"), Environments.Find(environment)!);

        Assert.Equal(verdict, result.Verdict);
        Assert.All(result.Findings, finding => Assert.Equal("livelock", finding.Kind));
    }

    /// <summary>When these tests are over, so are the loops that they left behind.</summary>
    public sealed class Loops : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            Endless.End();
            Assert.True(SpinWait.SpinUntil(() => Endless.Inside == 0, TimeSpan.FromSeconds(10)), "a loop goes on");
        }
    }

    private static HuntResult Explore(string how) => Exploring.Explore(Scenario(how), Environments.Find("S26")!);

    private static Scenario Scenario(string how) => new BadScenarios().Scenarios.Single(s => s.Name == $"bad/{how}");

    private static int LineOf(string file, string marker)
        => Array.FindIndex(
            File.ReadAllLines(Path.Combine(SourceTree.Root, "tests", "Misbehaving", file)),
            line => line.EndsWith($"// here: {marker}", StringComparison.Ordinal)) + 1;
}
