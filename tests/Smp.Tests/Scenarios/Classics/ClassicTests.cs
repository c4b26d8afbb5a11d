using Smp.Exploration;
using Smp.Scenarios;

namespace Smp.Tests.Scenarios.Classics;

/// <summary>Each classic program has its bug, its twin has not, and what is found replays.</summary>
public sealed class ClassicTests
{
    // Too many states to prove it here in a moment.
    private const string Unproved = "classics/bounded-buffer.fixed";

    // Found as well, in more time than a test should take.
    private const string Large = "classics/twostage-100";

    private static readonly IReadOnlyList<Scenario> s_classics = [.. new ClassicScenarios().Scenarios];

    public static TheoryData<string> Programs => [.. s_classics.Where(s => !s.Corrected && s.Name != Large).Select(s => s.Name)];

    public static TheoryData<string> Twins => [.. s_classics.Where(s => s.Corrected).Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_portfolio_finds_the_bug_and_its_token_replays(string name)
    {
        var subject = Subject(name);
        var result = new Hunt(subject, Options(HuntOptions.Portfolio, 20_000)).Run();

        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Null(result.ErrorMessage);
        Assert.Equal(ReplayOutcome.Reproduced, Replay.Run(Subject(name), result.Findings[0].Token).Outcome);
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void A_twin_is_proved_or_never_seen_to_fail(string name)
    {
        bool isProved = name != Unproved;
        var result = new Hunt(Subject(name), isProved ? Options(HuntOptions.Exhaustive, null) : Options(HuntOptions.Portfolio, 3000)).Run();

        Assert.Equal(isProved ? Verdict.NoneExhaustive : Verdict.NoneNotExhaustive, result.Verdict);
        Assert.All(result.Reached, condition => Assert.True(condition.IsReached, condition.Name));
    }

    [Fact]
    public void A_hundred_threads_have_a_cpu_each()
    {
        var subject = Subject(Large);
        var result = new Hunt(subject, Options(HuntOptions.Portfolio, 20)).Run();

        Assert.Null(result.ErrorMessage);
        Assert.Equal("101", result.Stage["cpus"]);
        Assert.True(result.Schedules == 20 || result.Verdict == Verdict.Found);
        Assert.True(result.Steps > 20 * 101);
    }

    [Fact]
    public void Random_schedules_do_not_find_what_needs_a_late_thread_early()
    {
        // 5,000 here; in a hundred times as many the twenty-thread program stays unfound.
        Assert.Equal(Verdict.NoneNotExhaustive, new Hunt(Subject("classics/reorder-20"), Options(HuntOptions.Random, 5000)).Run().Verdict);
    }

    private static ScenarioSubject Subject(string name)
    {
        var scenario = s_classics.Single(s => s.Name == name);
        return new ScenarioSubject(scenario, scenario.Environments[0]);
    }

    private static HuntOptions Options(string strategy, long? schedules)
        => new() { Strategy = strategy, Schedules = schedules, Workers = 1, Time = TimeSpan.FromMinutes(10), Notes = false };
}
