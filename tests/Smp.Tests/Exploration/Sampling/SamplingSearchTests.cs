using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration.Sampling;

/// <summary>A hunt that samples: the same with any number of workers, and with the same seed.</summary>
public sealed class SamplingSearchTests
{
    public static TheoryData<string> Strategies => [.. HuntOptions.Strategies.Where(name => name != HuntOptions.Exhaustive)];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void The_first_hit_and_its_token_do_not_depend_on_the_workers(string strategy)
    {
        // Rare enough that rounds have taught something before it is met.
        var subject = new TestSubject(() => HuntPrograms.Rare());
        HuntResult? first = null;
        foreach (int workers in (int[])[1, 2, 3])
        {
            var result = new Hunt(subject, Options(strategy, workers) with { Schedules = 8000 }).Run();
            first ??= result;
            Assert.Equal((first.Verdict, first.FirstHit), (result.Verdict, result.FirstHit));
            Assert.Equal(first.Findings.Select(f => f.Token), result.Findings.Select(f => f.Token));
            Assert.Equal(strategy, result.Strategy);
        }

        if (strategy is HuntOptions.Urw or HuntOptions.Portfolio)
        {
            Assert.Equal(Verdict.Found, first!.Verdict);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Going_on_counts_the_same_hits_with_any_number_of_workers(string strategy)
    {
        var results = new List<HuntResult>();
        foreach (int workers in (int[])[1, 2, 3])
        {
            var subject = new TestSubject(() => LostUpdate.Build(3, detect: true)) { Identify = f => f.Message };
            results.Add(new Hunt(subject, Options(strategy, workers) with { Schedules = 5000, KeepGoing = true }).Run());
        }

        Assert.All(results, result => Assert.Equal((5000L, results[0].Distinct), (result.Schedules, result.Distinct)));
        Assert.All(results, result => Assert.Equal(
            results[0].Findings.Select(f => (f.Id, f.Hits, f.FirstHit, f.Token)),
            result.Findings.Select(f => (f.Id, f.Hits, f.FirstHit, f.Token))));
        Assert.Equal(2, results[0].Findings.Count);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Another_seed_is_another_hunt(string strategy)
    {
        var first = Draws.Count(Draws.Apart(3, 3, 3), Smp.Exploration.Sampling.Of(strategy, new HuntOptions { Seed = 1 }).New(), 50);
        var again = Draws.Count(Draws.Apart(3, 3, 3), Smp.Exploration.Sampling.Of(strategy, new HuntOptions { Seed = 1 }).New(), 50);
        var other = Draws.Count(Draws.Apart(3, 3, 3), Smp.Exploration.Sampling.Of(strategy, new HuntOptions { Seed = 2 }).New(), 50);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void A_failure_of_the_testbed_ends_the_rounds_of_all_workers()
    {
        foreach (string strategy in (string[])["portfolio", "pos"])
        {
            var result = new Hunt(new TestSubject(HuntPrograms.Throwing), Options(strategy, 3)).Run();
            Assert.Equal(Verdict.Error, result.Verdict);
            Assert.Contains("task0: the race is lost", result.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Workers_that_fail_let_the_others_go()
    {
        int rounds = 0;
        var error = Assert.Throws<InvalidOperationException>(() => Workers.RunRounds(
            3,
            worker =>
            {
                if (worker == 1 && rounds == 2)
                {
                    throw new InvalidOperationException("worker 1");
                }
            },
            () => ++rounds < 100));
        Assert.Equal("worker 1", error.Message);
        Assert.InRange(rounds, 2, 3);
    }

    [Fact]
    public void The_portfolio_gives_more_to_an_arm_that_brings_new_states_and_gives_none_up()
    {
        var shares = new PortfolioShares([0.5, 0.5]);
        for (int round = 0; round < 20; round++)
        {
            for (int place = 0; place < 1000; place++)
            {
                ulong state = place % 2 == 0 ? 1ul : (ulong)(1000 * (round + 1)) + (ulong)place;
                shares.Note(place, place % 2, new Identity(state, state));
            }

            shares.EndRound();
        }

        Assert.InRange(shares.ShareOf(0), PortfolioShares.Whole / 4, PortfolioShares.Whole * 3 / 10);
        Assert.InRange(shares.ShareOf(1), PortfolioShares.Whole * 7 / 10, PortfolioShares.Whole * 3 / 4);
        Assert.Equal(0, shares.ArmFor(0));
        Assert.Equal(1, shares.ArmFor(PortfolioShares.Whole - 1));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_schedule_allocates_nothing(string strategy)
    {
        var computer = HuntPrograms.Counter(4, turns: 2);
        var drawn = Smp.Exploration.Sampling.Of(strategy, new HuntOptions()).New();
        long bytes = long.MaxValue;
        for (int attempt = 0; attempt < 200 && bytes > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int k = 0; k < 500; k++)
            {
                drawn.Reseed(k);
                computer.Run(drawn);
            }

            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, bytes);
    }

    private static HuntOptions Options(string strategy, int workers)
        => new() { Strategy = strategy, Workers = workers, Seed = 5, Time = TimeSpan.FromMinutes(5), Notes = false };
}
