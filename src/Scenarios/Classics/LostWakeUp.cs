namespace Smp.Scenarios;

/// <summary>A waiter looks whether it must sleep, and the event comes between the look and the sleep.</summary>
internal static class LostWakeUp
{
    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("lost-wakeup", "a waiter looks at a flag before it says that it sleeps", 3, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var ready = stage.KernelInt("ready");
        var sleeps = stage.KernelInt("sleeps");
        var wake = stage.Kernel.NewSemaphore("wake", 0);
        var guard = stage.Kernel.NewSpinLock("guard");
        var crew = new Crew(stage);
        crew.Add("waiter", async () =>
        {
            if (corrected)
            {
                await guard.Lock();
            }

            bool mustSleep = await ready.Load() == 0;
            if (mustSleep)
            {
                await sleeps.Store(1);
            }

            if (corrected)
            {
                await guard.Unlock();
            }

            if (mustSleep)
            {
                await wake.Down();
            }
        });
        crew.Add("event", async () =>
        {
            if (corrected)
            {
                await guard.Lock();
            }

            await ready.Store(1);
            if (await sleeps.Load() != 0)
            {
                await wake.Up();
            }

            if (corrected)
            {
                await guard.Unlock();
            }
        });
        crew.Start();
    }
}
