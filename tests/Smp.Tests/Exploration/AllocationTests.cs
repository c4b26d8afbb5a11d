using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>Alone, because the heap of the process is measured, and the time.</summary>
[Collection(Name)]
public sealed class AllocationTests
{
    private const string Name = "exploration, measured";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_random_schedule_allocates_nothing()
    {
        var computer = LostUpdate.Build();
        var strategy = new RandomStrategy(1);
        int k = 0;
        AssertSettles(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                strategy.Reseed(k++);
                computer.Run(strategy);
            }
        });
    }

    [Fact]
    public void A_schedule_of_a_depth_first_search_allocates_nothing()
    {
        // 16 steps of two contexts: 12,870 schedules; the search itself is new each time, its schedules are not.
        var computer = Long();
        AssertSettles(() => Search(computer, prune: false), bytesOfASearch: 8192);
    }

    [Fact]
    public void Pruning_allocates_only_when_its_table_grows()
    {
        var computer = Long();
        AssertSettles(() => Search(computer, prune: true), bytesOfASearch: 65536);
    }

    [Fact]
    public void Ten_times_the_schedules_hold_no_more_memory()
    {
        long few = Held(20_000);
        long many = Held(200_000);
        Assert.True(many - few < 1_000_000, $"{few} bytes after the first hunt, {many} after the second");

        static long Held(long schedules)
        {
            // The result, which holds what a hunt leaves behind, is alive when the heap is measured.
            var result = new Hunt(new TestSubject(() => LostUpdate.Build(3)), new HuntOptions { Strategy = "random", Schedules = schedules, Workers = 2 }).Run();
            long held = GC.GetTotalMemory(forceFullCollection: true);
            Assert.Equal(schedules, result.Schedules);
            return held;
        }
    }

    private static void Search(Computer computer, bool prune)
    {
        var search = new DepthFirst(prune);
        while (!search.IsFinished)
        {
            search.RunNext(computer);
        }
    }

    /// <summary>Until the JIT has optimized a path, its awaiters are boxed; from then on nothing may be allocated.</summary>
    private static void AssertSettles(Action work, long bytesOfASearch = 0)
    {
        long bytes = long.MaxValue;
        for (long start = Environment.TickCount64; Environment.TickCount64 - start < s_patience.TotalMilliseconds;)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (bytes <= bytesOfASearch)
            {
                return;
            }
        }

        Assert.Fail($"{bytes} bytes allocated");
    }

    private static Computer Long()
    {
        var computer = new Computer();
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        for (int i = 0; i < 2; i++)
        {
            computer.AddAgent($"task{i}", AgentKind.Task, i, Count);
        }

        computer.Seal();
        return computer;

        async KTask Count()
        {
            for (int turn = 0; turn < 4; turn++)
            {
                await x.Store(await x.Load() + 1);
            }
        }
    }

    /// <summary>Run when no other test does.</summary>
    [CollectionDefinition(Name, DisableParallelization = true)]
    public sealed class Alone;
}
