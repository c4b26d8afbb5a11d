using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

public sealed class HuntTests
{
    private static readonly TestSubject s_buggy = new(() => LostUpdate.Build(2, detect: true)) { MustReach = ["both counted"] };
    private static readonly TestSubject s_correct = new(() => HuntPrograms.Counter(3));

    [Fact]
    public void The_default_finds_a_lost_update_and_says_everything_about_it()
    {
        var result = new Hunt(s_buggy, new HuntOptions { Seed = 3 }).Run();
        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Equal("found", result.Verdict.Name());
        Assert.Equal("exhaustive", result.Strategy);
        Assert.Equal(("test/TST-1", "S26", "source", "smp", "smp", "3", "source-dpor"),
            (result.Scenario, result.Environment, result.Granularity, result.Host, result.Engine, result.Seed, result.Reduction));
        Assert.Equal(["never"], result.Detectors);
        Assert.Equal("2", result.Stage["cpus"]);
        Assert.Equal("state-identity", result.Bounds["pruning"]);
        Assert.Equal("20000", result.Bounds["max_steps"]);
        Assert.Equal("30", result.Bounds["time_s"]);
        Assert.Equal(result.Schedules, result.FirstHit);
        var finding = Assert.Single(result.Findings);
        Assert.Equal("never counter", finding.Id);
        Assert.Equal(4, finding.Steps);
        Assert.Equal(1, finding.Switches);
        Assert.Equal(1, finding.Hits);
        Assert.Null(result.ErrorMessage);
        Assert.True(result.ElapsedMs > 0);
    }

    [Fact]
    public void A_correct_program_is_proved()
    {
        var result = new Hunt(s_correct, new HuntOptions()).Run();
        Assert.Equal(Verdict.NoneExhaustive, result.Verdict);
        Assert.Empty(result.Findings);
        Assert.Empty(result.NotExplored);
        Assert.Equal(1, result.Explored);
        Assert.True(result.States > 0 && result.Distinct > 0 && result.Distinct <= result.Schedules);
        Assert.Equal(0, result.FirstHit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_never_reached_makes_a_proof_an_error_and_is_listed_otherwise(bool exhaustive)
    {
        var subject = new TestSubject(() => HuntPrograms.Counter(2)) { MustReach = ["first", "second"] };
        var result = new Hunt(subject, new HuntOptions { Strategy = exhaustive ? "exhaustive" : "random", Schedules = exhaustive ? null : 10 }).Run();
        Assert.Equal(exhaustive ? Verdict.Error : Verdict.NoneNotExhaustive, result.Verdict);
        Assert.Equal([new ReachedCondition("first", true), new ReachedCondition("second", false)], result.Reached);
        Assert.Contains("second", exhaustive ? result.ErrorMessage! : string.Join(' ', result.NotExplored), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_hunt_with_any_number_of_workers()
    {
        var subject = new TestSubject(HuntPrograms.Rare);
        HuntResult? first = null;
        foreach (int workers in (int[])[1, 1, 2, 4])
        {
            var result = new Hunt(subject, new HuntOptions { Strategy = "random", Workers = workers, Seed = 11, Schedules = 100_000 }).Run();
            Assert.Equal(Verdict.Found, result.Verdict);
            first ??= result;
            Assert.Equal(first.FirstHit, result.FirstHit);
            Assert.Equal(first.Findings[0].Token, result.Findings[0].Token);
            Assert.Equal(first.Findings[0].Id, result.Findings[0].Id);
            Assert.True(result.Schedules >= first.FirstHit);
        }

        Assert.True(first!.FirstHit > 64, "the first hit lies in a block of its own");
        var other = new Hunt(subject, new HuntOptions { Strategy = "random", Workers = 1, Seed = 12, Schedules = 100_000 }).Run();
        Assert.NotEqual(first.FirstHit, other.FirstHit);
    }

    [Fact]
    public void Going_on_collects_identities_and_counts_hits_the_same_with_any_number_of_workers()
    {
        var results = new List<HuntResult>();
        foreach (int workers in (int[])[1, 2])
        {
            var subject = new TestSubject(() => LostUpdate.Build(3, detect: true)) { Identify = f => f.Message };
            results.Add(new Hunt(subject, new HuntOptions { Strategy = "random", Workers = workers, Schedules = 20_000, KeepGoing = true }).Run());
            Assert.True(subject.Explained < 3000, "most hits are only counted");
        }

        Assert.Equal(20_000, results[0].Schedules);
        Assert.Equal(90, results[0].Distinct);
        Assert.False(results[0].DistinctIsEstimate);
        Assert.Equal(2, results[0].Findings.Count);
        for (int i = 0; i < 2; i++)
        {
            var (one, two) = (results[0].Findings[i], results[1].Findings[i]);
            Assert.Equal((one.Id, one.Hits, one.FirstHit, one.Token), (two.Id, two.Hits, two.FirstHit, two.Token));
            Assert.True(one.Hits > 1000);
        }
    }

    [Fact]
    public void Going_on_exhaustively_finds_what_is_there_and_finishes()
    {
        var subject = new TestSubject(() => LostUpdate.Build(3, detect: true)) { Identify = f => f.Message };
        var result = new Hunt(subject, new HuntOptions { KeepGoing = true, Prune = false }).Run();
        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Equal("exhaustive", result.Strategy);
        Assert.Equal(36, result.Distinct);
        Assert.Equal(0, result.States);
        Assert.Equal("off", result.Bounds["pruning"]);
        Assert.Equal(["the counter is 1", "the counter is 2"], result.Findings.Select(f => f.Id).Order());
        Assert.Equal(30, result.Findings.Sum(f => f.Hits));
    }

    [Fact]
    public void What_exhaustive_leaves_of_the_budget_the_portfolio_uses()
    {
        var result = new Hunt(new TestSubject(() => HuntPrograms.Counter(4, turns: 4)), new HuntOptions { Time = TimeSpan.FromSeconds(2.5), Prune = false, Workers = 2 }).Run();
        Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);

        // How much of a budget in seconds is left for it depends on the load of the machine, so only its form is held.
        Assert.Contains(result.Strategy, (string[])["exhaustive", "portfolio"]);
        Assert.NotEmpty(result.NotExplored);
        Assert.True(result.Distinct > 0 && result.Distinct <= result.Schedules);
    }

    [Fact]
    public void A_limit_on_schedules_holds()
    {
        foreach (string? strategy in (string?[])[null, "exhaustive", "random"])
        {
            var result = new Hunt(s_correct, new HuntOptions { Strategy = strategy, Schedules = 7 }).Run();
            Assert.Equal(7, result.Schedules);
            Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);
        }
    }

    [Fact]
    public void Too_many_schedules_to_remember_are_estimated()
    {
        var result = new Hunt(new TestSubject(() => HuntPrograms.Counter(4, turns: 6)), new HuntOptions { Strategy = "random", Schedules = 300_000, Workers = 2, Time = TimeSpan.FromMinutes(2), Memory = 32 << 20 }).Run();
        Assert.True(result.DistinctIsEstimate);

        // So many that no two of 300,000 should be the same.
        Assert.InRange(result.Distinct, 290_000, 310_000);
    }

    [Fact]
    public void Cut_runs_are_no_proof()
    {
        var result = new Hunt(s_correct, new HuntOptions { Strategy = "exhaustive", MaxSteps = 4 }).Run();
        Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);
        Assert.True(result.TooLong > 0);
        Assert.Contains("what follows step 4", result.NotExplored[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_without_a_digest_forbids_pruning()
    {
        var result = new Hunt(new TestSubject(() =>
        {
            var computer = LostUpdate.Build();
            computer.Attach(new Undigested());
            return computer;
        }), new HuntOptions()).Run();
        Assert.Equal(Verdict.NoneExhaustive, result.Verdict);
        Assert.Equal(4, result.Distinct);
        Assert.StartsWith("off: undigested", result.Bounds["pruning"], StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_ends_a_hunt_with_what_it_has()
    {
        using var cancel = new CancellationTokenSource();
        var result = new Hunt(new TestSubject(() => HuntPrograms.Counter(4, turns: 6)), new HuntOptions { Workers = 2 })
            .Run(new Callback(p => cancel.Cancel()), cancel.Token);
        Assert.True(result.Cancelled);
        Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);
        Assert.InRange(result.ElapsedMs, 0, 5000);
        Assert.True(result.Schedules > 0);
    }

    [Fact]
    public void Progress_says_where_the_hunt_stands()
    {
        foreach (string strategy in (string[])["exhaustive", "random"])
        {
            var seen = new List<HuntProgress>();
            var result = new Hunt(new TestSubject(() => HuntPrograms.Counter(4, turns: 6)), new HuntOptions { Strategy = strategy, Time = TimeSpan.FromSeconds(0.5), Workers = 2 })
                .Run(new Callback(seen.Add));
            Assert.True(seen.Count >= 2);
            Assert.Equal(result.Schedules, seen[^1].Schedules);
            Assert.Equal(result.Steps, seen[^1].Steps);
            Assert.Equal(strategy == "exhaustive", seen[0].Explored is not null);
            Assert.True(seen[^1].Budget >= seen[0].Budget && seen[^1].SchedulesPerSecond > 0);
        }
    }

    [Fact]
    public void Failures_of_the_testbed_are_errors_with_their_message()
    {
        var building = new Hunt(new TestSubject(() => throw new InvalidOperationException("no such module")), new HuntOptions()).Run();
        Assert.Equal(Verdict.Error, building.Verdict);
        Assert.Equal("InvalidOperationException: no such module", building.ErrorMessage);

        foreach (string strategy in (string[])["exhaustive", "random"])
        {
            var running = new Hunt(new TestSubject(HuntPrograms.Throwing), new HuntOptions { Strategy = strategy }).Run();
            Assert.Equal(Verdict.Error, running.Verdict);
            Assert.Contains("task0: the race is lost", running.ErrorMessage, StringComparison.Ordinal);
            Assert.Contains(strategy, running.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_finding_that_does_not_replay_is_an_error()
    {
        // Every computer built counts from another number, as a forgotten static field would.
        int built = 0;
        var subject = new TestSubject(() => HuntPrograms.WithSecret(built++));
        var result = new Hunt(subject, new HuntOptions { Strategy = "exhaustive" }).Run();
        Assert.Equal(Verdict.Error, result.Verdict);
        Assert.Matches("not reproducible.*events [0-9a-f]{16}.*events [0-9a-f]{16}", result.ErrorMessage!);
    }

    [Theory]
    [InlineData("strategy")]
    [InlineData("schedules")]
    [InlineData("time")]
    [InlineData("workers")]
    [InlineData("steps")]
    [InlineData("depth")]
    public void Options_that_make_no_sense_are_refused(string which)
    {
        var options = which switch
        {
            "strategy" => new HuntOptions { Strategy = "luck" },
            "schedules" => new HuntOptions { Schedules = 0 },
            "time" => new HuntOptions { Time = TimeSpan.Zero },
            "workers" => new HuntOptions { Workers = 0 },
            "depth" => new HuntOptions { Depth = 0 },
            _ => new HuntOptions { MaxSteps = -1 },
        };
        Assert.Contains(which, Assert.Throws<ArgumentException>(() => new Hunt(s_buggy, options)).Message, StringComparison.Ordinal);
    }

    private sealed class Callback(Action<HuntProgress> report) : IProgress<HuntProgress>
    {
        public void Report(HuntProgress value) => report(value);
    }

    private sealed class Undigested : IDetector
    {
        public string Name => "undigested";

        public bool WantsSteps => false;

        public ulong? Digest => null;

        public void Begin()
        {
        }

        public Finding? OnStep(Computer computer) => null;

        public Finding? OnFault(Computer computer, in Fault fault) => null;

        public Finding? OnEnd(Computer computer) => null;
    }
}
