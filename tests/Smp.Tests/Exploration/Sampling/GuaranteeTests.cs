using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration.Sampling;

/// <summary>What each strategy promises of the schedules it draws.</summary>
public sealed class GuaranteeTests
{
    private const int Schedules = 20_000;

    [Fact]
    public void Pct_meets_a_bug_of_depth_2_as_often_as_its_bound_says_and_never_with_depth_1()
    {
        var computer = LostUpdate.Build(2, detect: true);
        var known = Draws.Learned(LostUpdate.Build(2));

        int never = Draws.Count(computer, new PctStrategy(1, known, 1), Schedules, () => computer.Finding is not null);
        int often = Draws.Count(computer, new PctStrategy(1, known, 2), Schedules, () => computer.Finding is not null);

        Assert.Equal(3, known.Points);
        Assert.Equal(0, never);
        Assert.True(often >= Schedules / (2 * known.Points), $"{often} of {Schedules}");
    }

    [Fact]
    public void Pos_orders_a_racing_pair_whatever_lies_between()
    {
        const int Between = 5;
        var (computer, wasLast) = OneAgainstMany(Between, racing: false);

        // The one store is last if its priority, drawn once, is below all others: a chance of 1 in n + 1.
        int pos = Draws.Count(computer, new PosStrategy(1, new Estimates()), Schedules, wasLast);
        int random = Draws.Count(computer, new RandomStrategy(1), Schedules, wasLast);

        Assert.InRange(pos, (Schedules / (Between + 2)) - 250, (Schedules / (Between + 2)) + 250);
        Assert.InRange(random, (Schedules >> (Between + 1)) - 100, (Schedules >> (Between + 1)) + 100);
    }

    [Fact]
    public void Pos_draws_anew_for_what_races()
    {
        const int Between = 3;
        var (computer, wasLast) = OneAgainstMany(Between, racing: true);

        int pos = Draws.Count(computer, new PosStrategy(1, new Estimates()), Schedules, wasLast);

        Assert.InRange(pos, (Schedules >> (Between + 1)) - 150, (Schedules >> (Between + 1)) + 150);
    }

    [Fact]
    public void Urw_draws_each_interleaving_about_equally_often_and_a_plain_walk_does_not()
    {
        // 6! / (2! 4!) = 15 interleavings; 36.1 is what chi-square with 14 degrees of freedom exceeds once in a thousand.
        var computer = Draws.Apart(2, 4);
        var uniform = Draws.Count(computer, new UrwStrategy(1, Draws.Learned(computer)), Schedules);
        var plain = Draws.Count(computer, new RandomStrategy(1), Schedules);

        Assert.Equal(15, uniform.Count);
        Assert.True(ChiSquare(uniform.Values, 15) < 36.1, $"{ChiSquare(uniform.Values, 15)}");
        Assert.True(ChiSquare(plain.Values, 15) > 1000);
    }

    [Fact]
    public void Urw_counts_the_steps_of_whoever_is_started_for_the_one_who_starts_him()
    {
        var computer = Starting();
        var uniform = Draws.Count(computer, new UrwStrategy(1, Draws.Learned(computer)), Schedules);

        // After its first store a starts b: b's three steps come behind that, anywhere among c's four.
        Assert.Equal(70, uniform.Count);
        Assert.True(ChiSquare(uniform.Values, 70) < 112, $"{ChiSquare(uniform.Values, 70)}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Delay_leaves_its_deterministic_schedule_so_often_and_no_more(int delays)
    {
        var computer = HuntPrograms.Counter(3, turns: 3);
        var counting = new Counting(new DelayStrategy(1, Draws.Learned(computer), delays));
        int most = 0;
        for (int k = 0; k < 500; k++)
        {
            counting.Strategy.Reseed(k);
            computer.Run(counting);
            Assert.InRange(counting.Switches, 0, delays);
            most = Math.Max(most, counting.Switches);
        }

        Assert.Equal(delays, most);
    }

    [Theory]
    [InlineData("pct")]
    [InlineData("pos")]
    [InlineData("urw")]
    [InlineData("delay")]
    [InlineData("portfolio")]
    public void A_loop_that_waits_for_another_agent_comes_to_its_end(string name)
    {
        var computer = new Computer();
        var flag = new Shared<int>(computer, computer.Memory.Allocate(4, "flag", RegionKind.ModuleData));
        computer.AddAgent("waits", AgentKind.Task, 0, async () =>
        {
            while (await flag.Load() == 0)
            {
            }
        });
        computer.AddAgent("sets", AgentKind.Task, 1, async () => await flag.Store(1));
        computer.Seal();
        var strategy = Smp.Exploration.Sampling.Of(name, new HuntOptions()).New();
        for (int k = 0; k < 300; k++)
        {
            strategy.Reseed(k);
            Assert.Equal(RunOutcome.Ended, computer.Run(strategy));
        }
    }

    private static double ChiSquare(IEnumerable<int> counts, int cells)
    {
        double expected = (double)Schedules / cells;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    /// <summary>One stores 1 to x; the other stores elsewhere (or to x as well), and then 2 to x.</summary>
    private static (Computer Computer, Func<bool> WasLast) OneAgainstMany(int between, bool racing)
    {
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        var y = racing ? x : new Shared<int>(computer, computer.Memory.Allocate(4, "y", RegionKind.ModuleData));
        var last = new Ghost(computer, "who was last");
        computer.AddAgent("one", AgentKind.Task, 0, async () =>
        {
            await x.Store(1);
            last.Value = 1;
        });
        computer.AddAgent("other", AgentKind.Task, 1, async () =>
        {
            for (int i = 0; i < between; i++)
            {
                await y.Store(3);
            }

            await x.Store(2);
            last.Value = 2;
        });
        computer.Seal();
        return (computer, () => last.Value == 1);
    }

    /// <summary>c stores four times; a stores once and lets b go, who is held until then and takes four steps.</summary>
    private static Computer Starting()
    {
        var computer = new Computer();
        var gate = computer.Memory.Allocate(8, "gate", RegionKind.Control);
        computer.Memory.Poke(gate, -1);
        var own = new Shared<int>[3];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = new Shared<int>(computer, computer.Memory.Allocate(4, $"own{i}", RegionKind.ModuleData));
        }

        computer.AddAgent("a", AgentKind.Task, 0, async () =>
        {
            computer.Announce(Operation.Wake, gate, new Site("test", 1, "a"));
            await new Step<Open>(computer, new Open(gate));
        });
        computer.AddAgent("b", AgentKind.Task, 1, async () =>
        {
            computer.Announce(Operation.Resume, gate, new Site("test", 2, "b"), needs: gate);
            await new Step<Pass>(computer, default);
            await own[1].Store(1);
            await own[1].Store(2);
        });
        computer.AddAgent("c", AgentKind.Task, 2, async () =>
        {
            for (int i = 0; i < 4; i++)
            {
                await own[2].Store(i);
            }
        });
        computer.Seal();
        return computer;
    }

    private readonly struct Open(Address gate) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Memory.Poke(gate, 0);
            computer.ResourceChanged(gate);
            return 0;
        }
    }

    private readonly struct Pass : IStepBody
    {
        public long Run(Computer computer) => 0;
    }

    private sealed class Counting(SamplingStrategy strategy) : IStrategy
    {
        internal SamplingStrategy Strategy => strategy;

        internal int Switches { get; private set; }

        public void BeginExecution(Computer computer)
        {
            Switches = 0;
            strategy.BeginExecution(computer);
        }

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        {
            int slot = strategy.NextAgent(enabled, current);
            Switches += current >= 0 && slot != current ? 1 : 0;
            return slot;
        }

        public int NextValue(int count) => strategy.NextValue(count);
    }
}
