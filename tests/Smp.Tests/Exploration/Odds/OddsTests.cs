using System.Text.Json;
using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration.Odds;

/// <summary>The chance that a uniform scheduler fails.</summary>
public sealed class OddsTests
{
    private static readonly HuntOptions s_options = new() { Odds = true, Shrink = false, Notes = false, Coverage = false };

    /// <summary>
    /// Load and store of two tasks come in 6 orders, but a task that is left alone has no choice any more: of the first two steps
    /// one in two is the other's, then both have loaded; or the same task stores first and nothing is lost.
    /// </summary>
    [Fact]
    public void A_lost_update_of_two_is_lost_every_other_time()
    {
        var odds = Of(() => LostUpdate.Build(detect: true));

        Assert.Equal(0.5, odds.Probability);
        Assert.Equal(2, odds.Runs);
        Assert.Equal(FailureOdds.StateGraph, odds.Method);
    }

    [Fact]
    public void A_task_alone_never_loses_an_update_and_that_is_proved_without_computing()
    {
        var odds = Of(() => LostUpdate.Build(contexts: 1, detect: true));

        Assert.Equal((0, 1, null), (odds.Probability, odds.MissedBy(10_000), odds.Runs));
        Assert.Equal(FailureOdds.Proof, odds.Method);
    }

    [Fact]
    public void They_are_what_all_schedules_weigh_together()
    {
        int compared = 0;
        for (int number = 0; number < 120; number++)
        {
            var (program, _) = RandomProgramTests.Small(number, 2_000);
            var (fails, all, schedules) = WeightedRuns.Of(SmallComputer.Build(program));
            var search = Search(SmallComputer.Build(program));

            Assert.Equal(1, all, 1e-12);
            Assert.True(search.Unknown.Length == 0, $"{program}{search.Unknown}");
            Assert.True(Math.Abs(fails - search.Probability) <= 1e-12, $"{program}all schedules: {fails}, by states: {search.Probability}");
            Assert.True(search.Schedules <= schedules);
            compared += fails is > 0 and < 1 ? 1 : 0;
        }

        Assert.True(compared > 15, $"only {compared} programs fail now and then");
    }

    [Fact]
    public void A_uniform_scheduler_fails_as_often()
    {
        const int Runs = 20_000;
        const double Deviations = 6;
        var subject = Subject("sleep/SLP-1");
        double expected = new Hunt(subject, s_options).Run().Odds!.Probability!.Value;
        using var computer = subject.Build();
        var uniform = new UniformScheduler(seed: 1);

        int failed = Enumerable.Range(0, Runs).Count(_ => computer.Run(uniform) == RunOutcome.Found);

        double deviation = Math.Sqrt(Runs * expected * (1 - expected));
        Assert.InRange(failed, (Runs * expected) - (Deviations * deviation), (Runs * expected) + (Deviations * deviation));
    }

    [Fact]
    public void A_corrected_twin_never_fails()
    {
        Assert.Equal(0, new Hunt(Subject("sleep/SLP-1.fixed"), s_options).Run().Odds!.Probability);
        using var computer = Subject("sleep/SLP-1.fixed").Build();
        var search = Search(computer);
        Assert.Equal((0, ""), (search.Probability, search.Unknown));
    }

    [Fact]
    public void A_schedule_that_comes_back_to_where_it_was_leaves_them_unknown()
        => Assert.Equal("a schedule comes back to a state that it has been in", Of(() => Laps()).Unknown);

    [Fact]
    public void A_schedule_that_is_too_long_leaves_them_unknown()
    {
        var odds = new Hunt(new TestSubject(() => LostUpdate.Build(3, detect: true)), s_options with { MaxSteps = 5, Schedules = 500 }).Run().Odds;

        Assert.Null(odds?.Probability);
        Assert.Equal("a schedule is longer than 5 steps", OddsOf(LostUpdate.Build(3, detect: true), 5).Unknown);
    }

    [Fact]
    public void More_states_than_there_is_memory_for_leave_them_unknown()
    {
        var search = new OddsSearch(maxStates: 3);
        Run(search, LostUpdate.Build(3, detect: true));

        Assert.Equal("more than 3 states", search.Unknown);
    }

    /// <summary>What goes wrong only in schedules after the finding is no reason to withhold that.</summary>
    [Fact]
    public void A_schedule_in_which_the_testbed_fails_leaves_them_unknown_and_the_finding_as_it_is()
    {
        var result = new Hunt(new TestSubject(FailsLate), s_options).Run();

        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Null(result.Odds!.Probability);
        Assert.Contains("the task gave up", result.Odds.Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_computes_them_unasked_nor_after_a_hunt_that_sampled()
    {
        Assert.Null(new Hunt(Subject("sleep/SLP-1"), s_options with { Odds = false }).Run().Odds);
        Assert.Null(new Hunt(Subject("sleep/SLP-1"), s_options with { Strategy = HuntOptions.Random }).Run().Odds);
        Assert.Null(new Hunt(Subject("sleep/SLP-1"), s_options with { Until = "SLP-1" }).Run().Odds);
    }

    [Theory]
    [InlineData(1 / 4812.0, "a scheduler that picks at random fails 1 run in 4,812; 10,000 such runs miss it with 12.5 % (exact, over 7 states)")]
    [InlineData(0.5, "a scheduler that picks at random fails 50 % of its runs (exact, over 7 states)")]
    [InlineData(1e-20, "a scheduler that picks at random fails 1 run in 1.0e+20; 10,000 such runs miss it with 100 % (exact, over 7 states)")]
    [InlineData(1.5363070815510582e-08, "a scheduler that picks at random fails 1 run in 65,091,153; 10,000 such runs miss it with 99.9846 % (exact, over 7 states)")]
    [InlineData(1.0, "every run fails, whatever picks (exact, over 7 states)")]
    [InlineData(0.0, "no run fails, whatever picks: nothing is left to try")]
    public void They_are_said_in_words(double probability, string expected)
        => Assert.Equal(expected, OddsText.Of(new FailureOdds(probability, 7, FailureOdds.StateGraph, "")));

    [Fact]
    public void They_stand_in_the_JSON_of_a_result()
    {
        using var json = JsonDocument.Parse(ResultJson.Write([new Hunt(new TestSubject(() => LostUpdate.Build(detect: true)), s_options).Run()]));

        var odds = json.RootElement.GetProperty("results")[0].GetProperty("odds");
        Assert.Equal(["probability", "runs", "missed_by_10000", "states", "method", "unknown"], odds.EnumerateObject().Select(p => p.Name));
        Assert.Equal((0.5, 2.0), (odds.GetProperty("probability").GetDouble(), odds.GetProperty("runs").GetDouble()));
        Assert.Equal("state-graph", odds.GetProperty("method").GetString());
        Assert.Equal(JsonValueKind.Null, odds.GetProperty("unknown").ValueKind);
    }

    private static FailureOdds Of(Func<Computer> build) => new Hunt(new TestSubject(build), s_options).Run().Odds!;

    private static OddsSearch OddsOf(Computer computer, int maxSteps)
    {
        computer.MaxSteps = maxSteps;
        return Search(computer);
    }

    private static OddsSearch Search(Computer computer) => Run(new OddsSearch(100_000), computer);

    private static OddsSearch Run(OddsSearch search, Computer computer)
    {
        while (!search.IsFinished)
        {
            search.RunNext(computer);
        }

        return search;
    }

    private static ScenarioSubject Subject(string name) => new(new Catalogue().Find(name)!, Environments.Find("S26")!);

    /// <summary>Which of two tasks comes first decides whether there is a finding or a failure; the first schedule has the finding.</summary>
    private static Computer FailsLate()
    {
        var computer = new Computer();
        var flag = new Shared<int>(computer, computer.Memory.Allocate(4, "flag", RegionKind.ModuleData));
        computer.AddAgent("setter", AgentKind.Task, 0, async () => await flag.Store(1));
        computer.AddAgent("reader", AgentKind.Task, 1, async () =>
        {
            if (await flag.Load() == 0)
            {
                throw new InvalidOperationException("the task gave up");
            }
        });
        computer.Attach(new AlwaysAtEnd());
        computer.Seal();
        return computer;
    }

    /// <summary>One task turns round until another has set a flag, without saying that its loop waits; and it is found in the end.</summary>
    private static Computer Laps()
    {
        var computer = new Computer();
        var flag = new Shared<int>(computer, computer.Memory.Allocate(4, "flag", RegionKind.ModuleData));
        computer.AddAgent("setter", AgentKind.Task, 0, async () => await flag.Store(1));
        computer.AddAgent("waiter", AgentKind.Task, 1, async () =>
        {
            do
            {
                computer.LoopHead(1, 0, 1);
            }
            while (await flag.Load() == 0);
        });
        computer.Attach(new AlwaysAtEnd());
        computer.Seal();
        return computer;
    }

    private sealed class AlwaysAtEnd : IDetector
    {
        public string Name => "always";

        public bool WantsSteps => false;

        public ulong? Digest => 0;

        public void Begin()
        {
        }

        public Finding? OnStep(Computer computer) => null;

        public Finding? OnFault(Computer computer, in Fault fault) => null;

        public Finding? OnEnd(Computer computer) => new(Name, "never", "end", "it ended", -1);
    }
}
