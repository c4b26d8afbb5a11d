using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Machine;

/// <summary>Nothing is built per schedule: after warm-up a hunt allocates nothing, however long it runs.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    public static TheoryData<string> Programs => ["lost-update", "lost-update-syscall", "sleep", "threads"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_schedule_allocates_nothing_after_warm_up(string program)
    {
        var computer = Build(program);
        computer.DetachAll();
        Assert.Equal(0, BytesOf(computer, 2_000));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Nor_with_all_detectors_on(string program)
    {
        var computer = Build(program);
        if (program == "sleep")
        {
            // A finding is an object; the twin has none.
            computer = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1.fixed")!, Environments.Find("S26")!).Build();
        }

        Assert.Equal(0, BytesOf(computer, 2_000));
    }

    [Fact]
    public void Nor_with_the_race_detector_on()
    {
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1.fixed")!, Environments.Find("S26")!, granularity: "source+races");
        Assert.Equal(0, BytesOf(subject.Build(), 2_000));
    }

    [Fact]
    public void Nor_with_it_and_many_threads()
    {
        var subject = new ScenarioSubject(LongRuns.Locked(70, 4), Environments.Find("UP")!).WithRaces(0)!;
        Assert.Equal(0, BytesOf(subject.Build(), 100, warmUp: 2_000));
    }

    [Fact]
    public void The_heap_is_as_large_after_two_million_schedules_as_after_half_a_million()
    {
        var computer = Build("lost-update");
        computer.DetachAll();
        var strategy = new RandomStrategy(1);
        Run(computer, strategy, 500_000);
        long early = GC.GetTotalMemory(forceFullCollection: true);
        Run(computer, strategy, 1_500_000);
        long late = GC.GetTotalMemory(forceFullCollection: true);
        Assert.InRange(late - early, -500_000, 500_000);
        GC.KeepAlive(computer);
    }

    private static Computer Build(string program)
    {
        var scenario = program switch
        {
            "lost-update" => CounterScenarios.Bare,
            "lost-update-syscall" => CounterScenarios.ThroughSyscalls,
            "threads" => LongRuns.Locked(12, 4),
            _ => new Catalogue().Find("sleep/SLP-1")!,
        };
        return new ScenarioSubject(scenario, Environments.Find("S26")!).Build();
    }

    private static long BytesOf(Computer computer, int schedules, int warmUp = 20_000)
    {
        var strategy = new RandomStrategy(1);

        // Pools and logs grow to their size.
        Run(computer, strategy, warmUp);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(computer, strategy, schedules);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Run(Computer computer, RandomStrategy strategy, int schedules)
    {
        for (int i = 0; i < schedules; i++)
        {
            computer.Run(strategy);
        }
    }
}

/// <summary>Tests that measure the whole process run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
