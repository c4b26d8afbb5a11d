using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>Locks taken in different orders: two of them, and three.</summary>
internal static class OppositeLocks
{
    internal static IEnumerable<Scenario> Scenarios() =>
    [
        .. Classic.Of("transfer", "two transfers lock the same two accounts in opposite order", 3, (stage, corrected) => Build(stage, 2, corrected)),
        .. Classic.Of("three-locks", "three threads take the same three locks, each in an order of its own", 4, (stage, corrected) => Build(stage, 3, corrected)),
    ];

    private static void Build(Stage stage, int count, bool corrected)
    {
        var locks = new KernelSpinLock[count];
        for (int i = 0; i < count; i++)
        {
            locks[i] = stage.Kernel.NewSpinLock($"lock{i}");
        }

        var balance = stage.KernelInt("balance");
        var crew = new Crew(stage);
        for (int i = 0; i < count; i++)
        {
            int first = corrected ? 0 : i;
            crew.Add($"thread{i}", async () =>
            {
                for (int j = 0; j < count; j++)
                {
                    await locks[(first + j) % count].Lock();
                }

                await balance.Store(await balance.Load() + 1);
                for (int j = count - 1; j >= 0; j--)
                {
                    await locks[(first + j) % count].Unlock();
                }
            });
        }

        crew.Start();
        stage.Never("a count was lost", () => crew.AllDone && balance.Inspect() != count);
    }
}
