using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Machine;

/// <summary>The list of who can step is kept by the steps that change it. Here it is worked out anew at every choice.</summary>
public sealed class EnabledTests
{
    private const int Seeds = 4;

    public static TheoryData<string> Names => ["sleep/SLP-1.fixed", "sleep/SLP-8", "sched/SCH-1", "sched/SCH-7.fixed", "syscall/SYS-7", "counter/lost-update"];

    public static TheoryData<string, int, string> Threads
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (string environment in new[] { "U0", "UP", "S26", "S26p" })
            {
                foreach (int threads in new[] { 3, 9, 20, 70, 130 })
                {
                    data.Add("lock", threads, environment);
                }

                data.Add("plain", 70, environment);
                data.Add("atomic", 20, environment);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenarios_are_shown_every_agent_that_nothing_blocks_in_order_of_number(string name)
    {
        var scenario = new Catalogue().Find(name)!;
        foreach (var profile in scenario.Environments)
        {
            Check(() => new ScenarioSubject(scenario, profile).Build());
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void So_are_programs_of_many_threads(string kind, int threads, string environment)
    {
        var scenario = kind switch
        {
            "lock" => LongRuns.Locked(threads, 8),
            "plain" => LongRuns.Plain(threads, 4),
            _ => LongRuns.Atomics(threads, 3),
        };
        Check(() => new ScenarioSubject(scenario, Environments.Find(environment)!).Build());
    }

    [Fact]
    public void So_are_random_programs_with_locks_interrupts_and_sleep()
    {
        for (int number = 0; number < 150; number++)
        {
            int drawn = number;
            Check(() => SmallComputer.Build(ProgramGenerator.Draw(drawn)));
        }
    }

    [Fact]
    public void What_was_worked_out_is_known_until_memory_goes_back_to_its_image()
    {
        var computer = LostUpdate.Build();
        var derived = new Derived(computer.Memory);
        Assert.False(derived.IsKnown);

        derived.Set(5);
        Assert.True(derived.IsKnown);
        Assert.Equal(5, derived.Value);
        derived.Forget();
        Assert.False(derived.IsKnown);

        derived.Set(6);
        computer.Run(new RandomStrategy(1));
        Assert.False(derived.IsKnown);
    }

    /// <summary>
    /// Footprints make the machine look at every agent and every task where it otherwise looks at those who wait for a word
    /// or have come to a CPU: both must give the same runs, state for state.
    /// </summary>
    private static void Check(Func<Computer> build)
    {
        var quick = build();
        var thorough = build();
        thorough.TrackFootprints = true;
        for (int seed = 0; seed < Seeds; seed++)
        {
            Assert.Equal(States(thorough, seed), States(quick, seed));
            Assert.Equal(thorough.EventHash, quick.EventHash);
            Assert.Equal(thorough.FinalState(), quick.FinalState());
        }
    }

    private static List<Identity> States(Computer computer, int seed)
    {
        computer.KeepStates = true;
        computer.KeepEventHash = true;
        var strategy = new Checking((ulong)seed);
        computer.Run(strategy);
        return strategy.States;
    }

    private sealed class Checking(ulong seed) : IStrategy
    {
        private readonly RandomStrategy _random = new(seed);
        private Computer _computer = null!;

        internal List<Identity> States { get; } = [];

        public void BeginExecution(Computer computer) => _computer = computer;

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        {
            var expected = new List<Pending>();
            int expectedCurrent = -1;
            for (int agent = 0; agent < _computer.Agents.Count; agent++)
            {
                if (_computer.BlockedBy(agent) == Blocked.No)
                {
                    expectedCurrent = agent == _computer.Current ? expected.Count : expectedCurrent;
                    expected.Add(new Pending(agent, _computer.PendingOperation(agent), _computer.PendingObject(agent)));
                }
            }

            Assert.Equal(expected, enabled.ToArray());
            Assert.Equal(expectedCurrent, current);
            States.Add(_computer.StateIdentity());
            return _random.NextAgent(enabled, current);
        }

        public int NextValue(int count) => _random.NextValue(count);
    }
}
