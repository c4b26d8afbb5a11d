namespace Smp.Scenarios;

/// <summary>
/// Double-checked locking in which the flag is set before what it promises (Bacon and others, "The 'double-checked
/// locking is broken' declaration"). Corrected: the flag comes last.
/// </summary>
internal static class LazyInitialisation
{
    private const int Users = 3;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("lazy-init", "three users of an object that the first of them makes", Users + 1, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var made = stage.KernelInt("made");
        var value = stage.KernelInt("value");
        var guard = stage.Kernel.NewSpinLock("init");
        var unmade = stage.Ghost("somebody used it before it was made");
        var crew = new Crew(stage);
        for (int i = 0; i < Users; i++)
        {
            crew.Add($"user{i}", async () =>
            {
                if (await made.Load() == 0)
                {
                    await guard.Lock();
                    if (await made.Load() == 0)
                    {
                        await (corrected ? value.Store(1) : made.Store(1));
                        await (corrected ? made.Store(1) : value.Store(1));
                    }

                    await guard.Unlock();
                }

                if (await value.Load() == 0)
                {
                    unmade.Value = 1;
                }
            });
        }

        crew.Start();
        stage.Never("somebody used it before it was made", () => unmade.Value == 1);
    }
}
