using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Stages of sleep.c about signals to a process that waits for the file.</summary>
public static class SleepSignals
{
    private const int SigUsr1 = 10;
    private const int SigTerm = 15;

    /// <summary>kill -TERM to a waiting process that has a handler: its open must come back, or it must sleep on.</summary>
    public static void SignalToProcess(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var interrupted = stage.Ghost("interrupted");
        var waiter = Waiter(stage, interrupted, stage.Ghost("had the file"));
        waiter.Handles(SigTerm);
        stage.Process("kill", async p => await p.Kill(waiter.Pid, SigTerm));
        stage.Reach("the waiting open was interrupted", () => interrupted.Value == 1);
    }

    /// <summary>tkill to a waiting process whose handler was installed with SA_RESTART: its open must go on waiting.</summary>
    public static void SignalToThread(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var had = stage.Ghost("had the file");
        var sent = stage.Ghost("sent");
        var waiter = Waiter(stage, stage.Ghost("interrupted"), had);
        waiter.Handles(SigUsr1, restart: true);
        stage.Process("kill", async p =>
        {
            await p.Tkill(waiter.Pid, SigUsr1);
            sent.Value = 1;
        });
        stage.Reach("the waiter had the file after the signal", () => sent.Value == 1 && had.Value == 1);
    }

    /// <summary>A process that has the file from before the race and closes it, and one that waits for it.</summary>
    private static UserProcess Waiter(Stage stage, Ghost interrupted, Ghost had)
    {
        var held = stage.Ghost("descriptor");
        stage.Process(
            "tail",
            async p => await p.Close(held.Value),
            before: async p => held.Value = await p.Open(SleepScenarios.Path));
        return stage.Process("cat", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path);
            if (fd >= 0)
            {
                had.Value = 1;
                await p.Close(fd);
            }
            else if (fd == -Errno.EINTR)
            {
                interrupted.Value = 1;
            }
        });
    }
}
