namespace Smp.Scenarios;

/// <summary>
/// The Bluetooth driver of Qadeer and Wu ("KISS: keep it simple and sequential", PLDI 2004): a request looks whether the
/// driver is stopping and only then counts itself; a stop that comes between finds nobody to wait for. Corrected: first
/// count, then look.
/// </summary>
internal static class Bluetooth
{
    internal static IEnumerable<Scenario> Of(int requests, string? twin = null)
        => Classic.Of(
            $"bluetooth-{requests}",
            requests == 1 ? "a request while the driver stops" : $"{requests} requests while the driver stops",
            requests + 2,
            (stage, corrected) => Build(stage, requests, corrected),
            twin);

    private static void Build(Stage stage, int requests, bool corrected)
    {
        var stopping = stage.KernelInt("stoppingFlag");
        var pending = new Machine.Atomic(stage.Computer, stage.KernelInt("pendingIo").Address);
        pending.Initialise(1);
        var drained = stage.Kernel.NewSemaphore("stoppingEvent", 0);
        var stopped = stage.KernelInt("stopped");
        var afterStop = stage.Ghost("a request ran after the stop");
        var crew = new Crew(stage);
        for (int i = 0; i < requests; i++)
        {
            crew.Add($"request{i}", async () =>
            {
                if (!corrected && await stopping.Load() != 0)
                {
                    return;
                }

                await pending.AddReturn(1);
                if (!corrected || await stopping.Load() == 0)
                {
                    if (await stopped.Load() != 0)
                    {
                        afterStop.Value = 1;
                    }
                }

                if (await pending.AddReturn(-1) == 0)
                {
                    await drained.Up();
                }
            });
        }

        crew.Add("stop", async () =>
        {
            await stopping.Store(1);
            if (await pending.AddReturn(-1) == 0)
            {
                await drained.Up();
            }

            await drained.Down();
            await stopped.Store(1);
        });
        crew.Start();
        stage.Never("a request ran in a driver that has stopped", () => afterStop.Value == 1);
    }
}
