using System.Globalization;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// Programs without a bug whose runs are long, for measuring: what they do does not matter, only how many do it, how often,
/// and with which kind of step.
/// </summary>
public static class LongRuns
{
    private const int BytesWritten = 125;
    private const int StepsOfRound = 4;

    /// <summary>Kernel threads that load and store one variable, unprotected: half of the points each way.</summary>
    public static Scenario Plain(int threads, int points) => Make("plain", threads, points, (stage, counter) => async () =>
    {
        for (int i = 0; i < points; i += 2)
        {
            int value = await counter.Load();
            await counter.Store(value + 1);
        }
    });

    /// <summary>Kernel threads that add to one atomic counter.</summary>
    public static Scenario Atomics(int threads, int points) => Make("atomic", threads, points, (stage, counter) => async () =>
    {
        var atomic = new Atomic(stage.Computer, counter.Address);
        for (int i = 0; i < points; i++)
        {
            await atomic.AddReturn(1);
        }
    });

    /// <summary>Kernel threads that load and store one variable under a spinlock: four points a round.</summary>
    public static Scenario Locked(int threads, int points)
    {
        return Make("lock", threads, points, (stage, counter) =>
        {
            var guard = stage.Kernel.NewSpinLock("guard");
            return async () =>
            {
                for (int i = 0; i < points; i += StepsOfRound)
                {
                    await guard.Lock();
                    int value = await counter.Load();
                    await counter.Store(value + 1);
                    await guard.Unlock();
                }
            };
        });
    }

    /// <summary>Two processes, each one write(2) of 125 bytes to a module that goes through them.</summary>
    public static Scenario Module { get; } = new(
        "loop/write",
        "two processes write to a module that counts their bytes one by one",
        stage =>
        {
            var module = stage.Load(kernel => new LoopModule(kernel));
            for (int i = 0; i < 2; i++)
            {
                var fd = stage.Ghost($"descriptor {i}");
                stage.Process(
                    "echo",
                    async p => await p.Write(fd.Value, Address.Null, BytesWritten),
                    before: async p => fd.Value = await p.Open("/proc/loop", OpenFlags.WriteOnly));
            }

            stage.Never("more was counted than was written", () => module.Count > 2 * BytesWritten);
            stage.Reach("something was counted", () => module.Count > 0);
        });

    private static Scenario Make(string kind, int threads, int points, Func<Stage, Shared<int>, Func<KTask>> body)
        => new(
            string.Create(CultureInfo.InvariantCulture, $"threads/{kind}-{threads}x{points}"),
            string.Create(CultureInfo.InvariantCulture, $"{threads} kernel threads of {points} steps each"),
            stage =>
            {
                var counter = stage.KernelInt("counter");
                var program = body(stage, counter);
                for (int i = 0; i < threads; i++)
                {
                    stage.KernelThread($"thread{i}", program);
                }

                stage.Never("more was counted than there were steps", () => counter.Inspect() > threads * points);
                stage.Reach("something was counted", () => counter.Inspect() > 0);
            });
}
