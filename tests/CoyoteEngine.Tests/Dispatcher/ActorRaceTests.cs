using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

[Collection(UnderCoyote.Name)]
public sealed class ActorRaceTests
{
    public static TheoryData<string> Strategies => ["random", "prioritization", "delay bounding", "q-learning"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_lost_update_is_found(string strategy)
    {
        TestingEngine engine = UnderCoyote.Run(With(strategy, UnderCoyote.Random(300)), CountingActors.Buggy);

        Assert.Contains("an update was lost", Assert.Single(engine.TestReport.BugReports), StringComparison.Ordinal);
    }

    /// <summary>No proof, for 200 iterations are not all the orders there are; but the buggy twin shows that they can find it.</summary>
    [Theory]
    [MemberData(nameof(Strategies))]
    public void In_the_correct_twin_200_iterations_find_nothing(string strategy)
    {
        TestingEngine engine = UnderCoyote.Run(With(strategy, UnderCoyote.Random(200)), CountingActors.Correct);

        Assert.Empty(engine.TestReport.BugReports);
    }

    /// <summary>Fuzzing delays threads instead of choosing among them: it finds races, and replays none.</summary>
    [Fact]
    public void Under_systematic_fuzzing_tests_wait_as_well()
    {
        TestingEngine engine = UnderCoyote.Run(UnderCoyote.Random(20).WithSystematicFuzzingEnabled(), CountingActors.Correct);

        Assert.Empty(engine.TestReport.BugReports);
    }

    [Fact]
    public void The_same_seed_gives_the_same_steps_and_the_same_iteration_of_the_bug()
    {
        foreach (uint seed in new uint[] { 3, 7, 20 })
            Assert.Equal(Record(seed), Record(seed));
    }

    [Fact]
    public void Another_seed_gives_other_steps() =>
        Assert.NotEqual(Record(seed: 7), Record(seed: 8));

    [Fact]
    public void A_found_schedule_is_replayed()
    {
        TestingEngine found = UnderCoyote.Run(UnderCoyote.Random(300), CountingActors.Buggy);
        Configuration replay = UnderCoyote.Random(1, seed: 99).WithReproducibleTrace(found.ReproducibleTrace);

        TestingEngine replayed = UnderCoyote.Run(replay, CountingActors.Buggy);

        Assert.Equal(found.TestReport.BugReports, replayed.TestReport.BugReports);
    }

    [Fact]
    public void No_message_comes_from_outside_Coyotes_control()
    {
        int uncontrolled = 0;
        TestingEngine engine = UnderCoyote.Run(UnderCoyote.Random(100), system =>
        {
            CountingActors.Correct(system);
            uncontrolled += system.UncontrolledSends;
        });

        Assert.Equal(0, uncontrolled);
        Assert.Empty(engine.TestReport.UncontrolledInvocations);
    }

    private static Configuration With(string strategy, Configuration configuration) => strategy switch
    {
        "prioritization" => configuration.WithPrioritizationStrategy(),
        "delay bounding" => configuration.WithDelayBoundingStrategy(),
        "q-learning" => configuration.WithQLearningStrategy(),
        _ => configuration,
    };

    /// <summary>The steps of every iteration up to the one that finds the bug, with the outcome of each.</summary>
    private static List<string> Record(uint seed)
    {
        var systems = new List<ControlledSystem>();
        UnderCoyote.Run(UnderCoyote.Random(50, seed), system =>
        {
            systems.Add(system);
            CountingActors.Buggy(system);
        });
        // Read when all is over: where an iteration fails, the next begins before the test's own thread is out of it.
        return [.. systems.Select((system, k) => $"{k}: {string.Join("; ", system.Steps)}")];
    }
}
