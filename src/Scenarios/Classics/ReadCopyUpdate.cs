namespace Smp.Scenarios;

/// <summary>
/// A reader follows a pointer; an updater publishes a new copy and reclaims the old one without waiting for readers who
/// still have it. Corrected: it waits for the readers that began before, which each say that they are done.
/// </summary>
internal static class ReadCopyUpdate
{
    private const int Readers = 2;
    private const int Reclaimed = -1;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("rcu", "an updater reclaims what a reader may still have", Readers + 2, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var copies = new[] { stage.KernelInt("old copy"), stage.KernelInt("new copy") };
        copies[0].Initialise(1);
        copies[1].Initialise(2);
        var current = stage.KernelInt("current");
        var done = stage.Kernel.NewSemaphore("readers done", 0);
        var stale = stage.Ghost("a reader read what was reclaimed");
        var crew = new Crew(stage);
        for (int i = 0; i < Readers; i++)
        {
            crew.Add($"reader{i}", async () =>
            {
                int which = await current.Load();
                if (await copies[which].Load() == Reclaimed)
                {
                    stale.Value = 1;
                }

                await done.Up();
            });
        }

        crew.Add("updater", async () =>
        {
            await current.Store(1);
            for (int i = 0; corrected && i < Readers; i++)
            {
                await done.Down();
            }

            await copies[0].Store(Reclaimed);
        });
        crew.Start();
        stage.Never("a reader read what was reclaimed", () => stale.Value == 1);
    }
}
