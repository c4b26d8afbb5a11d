using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages about inserting modules.</summary>
public static class LifeCycleInsertion
{
    private const string Device = "/dev/early";

    /// <summary>Two processes insert hello-1: one does, the other is told that it is there.</summary>
    public static void TwoInsmods(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var module = stage.Make(kernel => new Hello1(kernel));
        var inserted = stage.Ghost("inserted");
        var refused = stage.Ghost("refused");
        var wrong = stage.Ghost("another answer");
        stage.Processes("insmod", 2, async p =>
        {
            long result = await p.Insmod(module.Name);
            Count(result == 0 ? inserted : result == -Errno.EEXIST ? refused : wrong);
            await p.Compute();
        });
        stage.Never("both have inserted it", () => inserted.Value > 1);
        stage.Never("both were refused", () => refused.Value > 1);
        stage.Never("insmod gets another answer than 0 and EEXIST", () => wrong.Value != 0);
        stage.Reach("one has inserted it, the other was told EEXIST", () => inserted.Value == 1 && refused.Value == 1 && module.State == ModuleState.Live);
    }

    /// <summary>The guide's exercise: init returns an error. The module is gone, insmod is told, and exit does not run.</summary>
    public static void InitFails(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var log = stage.ReadsLog();
        var module = stage.Make(kernel => new HelloReturning(kernel, -Errno.ENOMEM));
        var result = InsertOnce(stage, module.Name);
        int expected = stage.Kernel.Profile.Generation == KernelGeneration.V20 ? Errno.EBUSY : Errno.ENOMEM;
        stage.Never("exit runs although init failed", () => log.Contains("Goodbye"));
        stage.Never("insmod gets another answer than the error", () => result.Value != 0 && result.Value != -expected);
        stage.Reach("init ran, and the module is gone", () => result.Value == -expected && module.State == ModuleState.Unloaded && log.Contains("Hello world 1.\n"));
    }

    /// <summary>An init that returns 1: 2.6 takes it for success, 6.8 too with a warning, 2.0 refuses it.</summary>
    public static void InitReturnsOne(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var log = stage.ReadsLog();
        var module = stage.Make(kernel => new HelloReturning(kernel, 1));
        var result = InsertOnce(stage, module.Name);
        var generation = stage.Kernel.Profile.Generation;
        stage.Never("6.8 loads it without a word", () => generation == KernelGeneration.V68 && module.State == ModuleState.Live && !log.Contains("suspiciously returned 1"));
        stage.Never("insmod gets another answer", () => result.Value != 0 && result.Value != (generation == KernelGeneration.V20 ? -Errno.EBUSY : 1));
        stage.Reach(
            "insmod came back",
            () => result.Value != 0 && module.State == (generation == KernelGeneration.V20 ? ModuleState.Unloaded : ModuleState.Live));
    }

    /// <summary>A process opens the device as soon as it is there, and closes it; memory may be short.</summary>
    public static void InitFailsWithUser(Stage stage, KernelModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.AllocationsMayFail();
        stage.DeviceNode(Device, ReadyTooSoon.Major, 0);
        var used = stage.Ghost("used");
        var failed = stage.Ghost("failed");
        stage.Process("insmod", async p =>
        {
            long result = await p.Insmod(module.Name);
            failed.Value = result == 0 ? 0 : 1;
            await p.Compute();
        });
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Device);
            if (fd >= 0)
            {
                used.Value = 1;
                await p.Close(fd);
            }
        });
        stage.Reach("the device was used", () => used.Value == 1 && module.State == ModuleState.Live);
        stage.Reach("init failed, and the module is gone", () => failed.Value == 1 && module.State == ModuleState.Unloaded);
    }

    /// <summary>Two modules that print one line each from their init functions, which run at the same time.</summary>
    public static void TwoLinesInPieces(Stage stage, (KernelModule First, KernelModule Second) modules)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var log = stage.ReadsLog();
        foreach (string name in new[] { modules.First.Name, modules.Second.Name })
        {
            stage.Process("insmod", async p => await p.Insmod(name));
        }

        stage.Never("one line of the log has pieces of two", () => log.Contains("Hello, <"), "torn-log");
        stage.Reach("both are loaded", () => modules.First.State == ModuleState.Live && modules.Second.State == ModuleState.Live);
    }

    /// <summary>One process that inserts a module; the ghost is what it was answered, 1 for 0.</summary>
    private static Ghost InsertOnce(Stage stage, string module)
    {
        var answer = stage.Ghost("answer");
        stage.Process("insmod", async p =>
        {
            long result = await p.Insmod(module);
            answer.Value = result == 0 ? 1 : result;
            await p.Compute();
        });
        return answer;
    }

    private static void Count(Ghost ghost) => ghost.Value++;
}
