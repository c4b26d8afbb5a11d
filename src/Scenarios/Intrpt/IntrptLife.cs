using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of intrpt.c on which it is inserted or removed.</summary>
internal static class IntrptLife
{
    private const int A = IntrptScenarios.A;

    /// <summary>The module is gone when the race begins, and a key goes down.</summary>
    internal static void KeyAfterRmmod(Stage stage, IntrptModule module)
    {
        stage.KeyboardWithoutDriver(A);
        stage.Expiries(0);
        Removed(stage, module, _ => KTask.Completed);
        stage.Reach("the key went down", () => stage.Kernel.Keyboard.Sent == 1);
    }

    /// <summary>A key, and a process that removes the module.</summary>
    internal static void KeyAndRmmod(Stage stage, IntrptModule module)
    {
        stage.KeyboardWithoutDriver(A);
        stage.Expiries(0);
        stage.Process("rmmod", async p => await p.Rmmod(module.Name));
        var line = stage.Kernel.Interrupts.Irqs[0];
        stage.Reach("the key was handled and the module is gone", () => line.Handled == 1 && module.State == ModuleState.Unloaded);
    }

    /// <summary>The module is inserted; one allocation may fail.</summary>
    internal static void InsmodWithoutMemory(Stage stage, IntrptModule module)
    {
        stage.KeyboardWithoutDriver();
        stage.Expiries(0);
        stage.AllocationsMayFail(inRequestIrq: true);
        var result = stage.Ghost("result of insmod");
        stage.Process("insmod", async p => result.Value = await p.Insmod(module.Name) == 0 ? 1 : 2);
        stage.Reach("insmod failed", () => result.Value == 2);
        stage.Reach("insmod succeeded", () => result.Value == 1);
    }

    /// <summary>The module is inserted, there may be no memory for its queue, and a key goes down.</summary>
    internal static void KeyWithoutQueue(Stage stage, IntrptModule module)
    {
        stage.KeyboardWithoutDriver(A);
        stage.Expiries(0);
        stage.AllocationsMayFail();
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        var line = stage.Kernel.Interrupts.Irqs[0];
        stage.Reach("the key was handled", () => line.Handled == 1 && module.State == ModuleState.Live);
    }

    /// <summary>The module is gone when the race begins, and a process reads who has which line.</summary>
    internal static void ReaderAfterRmmod(Stage stage, IntrptModule module)
    {
        const int Length = 256;
        stage.KeyboardWithoutDriver();
        stage.ProcInterrupts();
        stage.Expiries(0);
        var buffer = stage.UserBuffer("buffer of cat", Length);
        var done = stage.Ghost("reader is done");
        Removed(stage, module, async p =>
        {
            long fd = await p.Open("/proc/interrupts");
            await p.Read(fd, buffer, Length);
            await p.Close(fd);
            done.Value = 1;
        });
        stage.Reach("the file was read", () => done.Value == 1);
    }

    private static void Removed(Stage stage, IntrptModule module, Func<UserProcess, KTask> then)
        => stage.Process("sh", then, before: async p => await p.Rmmod(module.Name));
}
