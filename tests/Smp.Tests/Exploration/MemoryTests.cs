using Smp.Cli;
using Smp.Exploration;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>What a hunt remembers in follows what it was given, and what does not fit is an estimate and said to be.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData(1L << 20, 4096)]
    [InlineData(HuntOptions.DefaultMemory, 1 << 20)]
    [InlineData(1L << 40, 1 << 26)]
    public void Schedules_are_told_apart_exactly_in_an_eighth_of_it(long memory, int capacity)
        => Assert.Equal(capacity, new DistinctCount(memory).Capacity);

    [Theory]
    [InlineData(1, 767)]
    [InlineData(1 << 20, 49151)]
    [InlineData(HuntOptions.DefaultMemory, StateTable.DefaultMaxCount)]
    public void States_are_kept_in_all_of_it(long memory, int count) => Assert.Equal(count, StateTable.CountIn(memory));

    [Fact]
    public void Exact_up_to_there_and_an_estimate_after()
    {
        var count = new DistinctCount(1 << 20);
        var random = new SplitMix64(1);
        for (int i = 0; i < 4095; i++)
        {
            ulong hash = random.Next();
            count.Add(hash);
            count.Add(hash);
        }

        Assert.Equal((4095, false), (count.Value, count.IsEstimate));
        for (int i = 4095; i < 200_000; i++)
        {
            count.Add(random.Next());
        }

        Assert.True(count.IsEstimate);
        Assert.InRange(count.Value, 190_000, 210_000);
    }

    [Fact]
    public void Counts_of_workers_merge_to_what_one_would_have()
    {
        var one = new DistinctCount(1 << 20);
        var parts = new[] { new DistinctCount(1 << 20), new DistinctCount(1 << 20), new DistinctCount(1 << 20) };
        var random = new SplitMix64(2);
        for (int i = 0; i < 50_000; i++)
        {
            ulong hash = random.Next();
            one.Add(hash);
            parts[i % 3].Add(hash);
        }

        parts[0].Merge(parts[1]);
        parts[0].Merge(parts[2]);
        Assert.Equal(one.Value, parts[0].Value);
    }

    [Fact]
    public void A_hunt_with_little_memory_says_that_its_count_is_an_estimate()
    {
        var subject = new TestSubject(() => LostUpdate.Build(4));
        var options = new HuntOptions { Strategy = HuntOptions.Random, Schedules = 20_000, Workers = 1, Notes = false, Time = TimeSpan.FromMinutes(5) };
        var exact = new Hunt(subject, options).Run();
        var rough = new Hunt(subject, options with { Memory = 1 }).Run();

        // There are 8!/2!^4 schedules, some of them rare.
        Assert.InRange(exact.Distinct, 2400, 2520);
        Assert.Equal((exact.Distinct, false, false), (rough.Distinct, exact.DistinctIsEstimate, rough.DistinctIsEstimate));
        var many = new Hunt(new TestSubject(() => LostUpdate.Build(6)), options with { Memory = 1 }).Run();
        Assert.True(many.DistinctIsEstimate);
        Assert.Contains(" ~", ResultText.Of(many), StringComparison.Ordinal);
    }

    [Fact]
    public void The_estimate_of_the_tree_is_right_in_the_mean()
    {
        var computer = LostUpdate.Build(3, detect: true);
        computer.Reached = 0;
        var tree = new TreeEstimate(1);
        double? mean = null;
        for (int i = 0; i < 5000; i++)
        {
            mean = tree.Look(computer);
        }

        // 6!/2!^3 schedules; what probes come to does not count.
        Assert.InRange(mean!.Value, 87, 93);
        Assert.Equal(0ul, computer.Reached);
        Assert.Contains("schedules of ~90 ", ProgressLine.Text(new HuntProgress("exhaustive", 5, 5, 5, 0, TimeSpan.FromSeconds(1), 0.1, 0.1) { Tree = 90 }, 0.1), StringComparison.Ordinal);
    }
}
