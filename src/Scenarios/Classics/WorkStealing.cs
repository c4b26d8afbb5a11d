using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// A deque whose owner takes at the tail and whose thief takes at the head, after the THE protocol of Cilk-5 (Frigo,
/// Leiserson, Randall, PLDI 1998): the lock is for the thief, and for an owner who meets it. Here the owner looks at the
/// head before it has announced that it takes the last item, which is what a missing fence comes to.
/// </summary>
internal static class WorkStealing
{
    private const int Items = 3;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("work-stealing", "an owner pops and a thief steals from one deque", 3, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var head = stage.KernelInt("head");
        var tail = stage.KernelInt("tail");
        tail.Initialise(Items);
        var guard = stage.Kernel.NewSpinLock("deque");
        var taken = new Ghost[Items];
        for (int i = 0; i < Items; i++)
        {
            taken[i] = stage.Ghost($"times item {i} was taken");
        }

        var crew = new Crew(stage);
        crew.Add("owner", async () =>
        {
            for (int i = 0; i < Items; i++)
            {
                await Pop();
            }
        });
        crew.Add("thief", async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                await Steal();
            }
        });
        crew.Start();
        stage.Never("an item was taken twice", () => Array.Exists(taken, times => times.Value > 1));
        stage.Never("an item was lost", () => crew.AllDone && !Array.TrueForAll(taken, times => times.Value == 1));

        async KTask Pop()
        {
            int last = await tail.Load() - 1;
            int first;
            if (corrected)
            {
                await tail.Store(last);
                first = await head.Load();
            }
            else
            {
                first = await head.Load();
                await tail.Store(last);
            }

            if (first <= last)
            {
                taken[last].Value++;
                return;
            }

            // The thief may be about to give up: under its lock there is an answer.
            await tail.Store(last + 1);
            await guard.Lock();
            await tail.Store(last);
            if (await head.Load() <= last)
            {
                taken[last].Value++;
            }
            else
            {
                await tail.Store(last + 1);
            }

            await guard.Unlock();
        }

        async KTask Steal()
        {
            await guard.Lock();
            int first = await head.Load();
            await head.Store(first + 1);
            if (first + 1 <= await tail.Load())
            {
                taken[first].Value++;
            }
            else
            {
                await head.Store(first);
            }

            await guard.Unlock();
        }
    }
}
