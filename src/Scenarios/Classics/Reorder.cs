namespace Smp.Scenarios;

/// <summary>
/// Setters write two variables one after the other, a checker started after all of them reads the pair: the reorder
/// programs of SCTBench (Thomson, Donaldson, Betts, "Concurrency testing using schedule bounding", PPoPP 2014). The more
/// setters, the rarer a checker that comes between the first of them and the end of any.
/// </summary>
internal static class Reorder
{
    internal static IEnumerable<Scenario> Of(int threads, string? twin = null)
        => Classic.Of(
            $"reorder-{threads}",
            $"{threads - 1} setters write a pair of variables while a checker reads it",
            threads + 1,
            (stage, corrected) => Build(stage, threads, corrected),
            twin);

    private static void Build(Stage stage, int threads, bool corrected)
    {
        var a = stage.KernelInt("a");
        var b = stage.KernelInt("b");
        var guard = stage.Kernel.NewSpinLock("pair");
        var torn = stage.Ghost("the pair was torn");
        var crew = new Crew(stage);
        for (int i = 1; i < threads; i++)
        {
            crew.Add($"setter{i}", async () =>
            {
                if (corrected)
                {
                    await guard.Lock();
                }

                await a.Store(1);
                await b.Store(-1);
                if (corrected)
                {
                    await guard.Unlock();
                }
            });
        }

        crew.Add("checker", async () =>
        {
            if (corrected)
            {
                await guard.Lock();
            }

            int first = await a.Load();
            int second = await b.Load();
            if (corrected)
            {
                await guard.Unlock();
            }

            if (first + second != 0)
            {
                torn.Value = 1;
            }
        });
        crew.Start();
        stage.Never("the checker saw half of a pair", () => torn.Value == 1);
    }
}
