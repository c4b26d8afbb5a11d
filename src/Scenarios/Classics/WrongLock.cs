namespace Smp.Scenarios;

/// <summary>Everybody locks, one of them the wrong lock. After the wrong-lock programs of SCTBench.</summary>
internal static class WrongLock
{
    private const int Threads = 5;

    internal static IEnumerable<Scenario> Scenarios()
        => Classic.Of("wrong-lock", "five threads count under a lock, one of them under another one", Threads + 1, Build);

    private static void Build(Stage stage, bool corrected)
    {
        var count = stage.KernelInt("count");
        var right = stage.Kernel.NewSpinLock("right lock");
        var wrong = stage.Kernel.NewSpinLock("wrong lock");
        var crew = new Crew(stage);
        for (int i = 0; i < Threads; i++)
        {
            var guard = i == 0 && !corrected ? wrong : right;
            crew.Add($"counter{i}", async () =>
            {
                await guard.Lock();
                await count.Store(await count.Load() + 1);
                await guard.Unlock();
            });
        }

        crew.Start();
        stage.Never("a count was lost", () => crew.AllDone && count.Inspect() != Threads);
    }
}
