using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// A buffer with room for one item, two producers and two consumers, and one condition for "not full" and "not empty":
/// a signal that wakes one of the wrong kind is lost, and all sleep. Corrected: everybody is woken.
/// </summary>
internal static class BoundedBuffer
{
    private const int Capacity = 1;
    private const int Items = 2;
    private const int Pairs = 2;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("bounded-buffer", "two producers and two consumers share one condition, which wakes one", 5, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var guard = stage.Kernel.NewSpinLock("buffer lock");
        var changed = new Condition(stage, "changed", guard, 2 * Pairs);
        var count = stage.KernelInt("count");
        var crew = new Crew(stage);
        for (int i = 0; i < Pairs; i++)
        {
            int producer = 2 * i;
            int consumer = producer + 1;
            crew.Add($"producer{i}", () => Run(producer, 1, Capacity));
            crew.Add($"consumer{i}", () => Run(consumer, -1, 0));
        }

        crew.Start();
        stage.Never("the buffer holds more than it can, or less than nothing", () => count.Inspect() is < 0 or > Capacity);

        async KTask Run(int thread, int change, int stop)
        {
            for (int i = 0; i < Items; i++)
            {
                await guard.Lock();
                while (await count.Load() == stop)
                {
                    await changed.Wait(thread);
                }

                await count.Store(await count.Load() + change);
                if (corrected)
                {
                    await changed.Broadcast();
                }
                else
                {
                    await changed.Signal();
                }

                await guard.Unlock();
            }
        }
    }
}
