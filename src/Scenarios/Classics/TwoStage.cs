namespace Smp.Scenarios;

/// <summary>
/// Two variables that belong together, each under a lock of its own: writers set one and then the other, a reader that
/// comes between sees them disagree. After the two-stage programs of SCTBench.
/// </summary>
internal static class TwoStage
{
    internal static IEnumerable<Scenario> Of(int threads, string? twin = null)
        => Classic.Of(
            $"twostage-{threads}",
            threads == 2 ? "a writer locks and writes in two stages while a reader looks" : $"{threads - 1} writers lock and write in two stages while a reader looks",
            threads + 1,
            (stage, corrected) => Build(stage, threads, corrected),
            twin);

    private static void Build(Stage stage, int threads, bool corrected)
    {
        var first = stage.KernelInt("data1");
        var second = stage.KernelInt("data2");
        var firstLock = stage.Kernel.NewSpinLock("lock1");
        var secondLock = stage.Kernel.NewSpinLock("lock2");
        var bad = stage.Ghost("the stages disagreed");
        var crew = new Crew(stage);
        for (int i = 1; i < threads; i++)
        {
            crew.Add($"writer{i}", async () =>
            {
                await firstLock.Lock();
                await first.Store(1);
                if (!corrected)
                {
                    await firstLock.Unlock();
                }

                await secondLock.Lock();
                await second.Store(await first.Load() + 1);
                await secondLock.Unlock();
                if (corrected)
                {
                    await firstLock.Unlock();
                }
            });
        }

        crew.Add("reader", async () =>
        {
            await firstLock.Lock();
            int one = await first.Load();
            await firstLock.Unlock();
            if (one == 0)
            {
                return;
            }

            await secondLock.Lock();
            int two = await second.Load();
            await secondLock.Unlock();
            if (two != one + 1)
            {
                bad.Value = 1;
            }
        });
        crew.Start();
        stage.Never("the reader saw the first stage without the second", () => bad.Value == 1);
    }
}
