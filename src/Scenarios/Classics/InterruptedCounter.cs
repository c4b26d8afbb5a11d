namespace Smp.Scenarios;

/// <summary>A thread and an interrupt handler count in one variable. Corrected: the thread holds a lock with interrupts off.</summary>
internal static class InterruptedCounter
{
    private const int Counts = 4;
    private const int Raises = 1;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("interrupt-counter", "a thread counts while an interrupt handler counts, too", 2, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var count = stage.KernelInt("count");
        var guard = stage.Kernel.NewSpinLock("count lock");
        var handled = stage.Ghost("interrupts handled");
        var crew = new Crew(stage);
        stage.Device("device", Raises, async () =>
        {
            await guard.Lock();
            await count.Store(await count.Load() + 1);
            await guard.Unlock();
            handled.Value++;
            return 1;
        });
        crew.Add("counter", async () =>
        {
            for (int i = 0; i < Counts; i++)
            {
                if (corrected)
                {
                    await guard.LockIrq();
                }

                await count.Store(await count.Load() + 1);
                if (corrected)
                {
                    await guard.UnlockIrq();
                }
            }
        });
        crew.Start();
        stage.Never("a count was lost", () => crew.AllDone && handled.Value == Raises && count.Inspect() != Counts + Raises);
    }
}
