using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>
/// Dijkstra's dining philosophers: each takes the fork on one side, then the one on the other. If all have taken the first,
/// nobody gets the second. Corrected: the last one begins on the other side.
/// </summary>
internal static class Philosophers
{
    internal static IEnumerable<Scenario> Of(int count, string? twin = null)
        => Classic.Of($"philosophers-{count}", $"{count} philosophers and as many forks", count + 1, (stage, corrected) => Build(stage, count, corrected), twin);

    private static void Build(Stage stage, int count, bool corrected)
    {
        var forks = new KernelSpinLock[count];
        for (int i = 0; i < count; i++)
        {
            forks[i] = stage.Kernel.NewSpinLock($"fork{i}");
        }

        var meals = stage.KernelInt("meals");
        var crew = new Crew(stage);
        for (int i = 0; i < count; i++)
        {
            bool turned = corrected && i == count - 1;
            int first = turned ? (i + 1) % count : i;
            int second = turned ? i : (i + 1) % count;
            crew.Add($"philosopher{i}", async () =>
            {
                await forks[first].Lock();
                await forks[second].Lock();
                await meals.Load();
                await forks[second].Unlock();
                await forks[first].Unlock();
            });
        }

        crew.Start();
    }
}
