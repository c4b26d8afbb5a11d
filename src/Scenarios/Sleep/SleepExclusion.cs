using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Stages of sleep.c about who may have the file.</summary>
public static class SleepExclusion
{
    /// <summary>Two processes open the file, use it, and close it. One of them has to wait for the other.</summary>
    public static void TwoOpeners(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var holders = stage.Ghost("holders");
        var turns = stage.Ghost("turns");
        stage.Process("cat", p => UseOnce(p, holders, turns));
        stage.Process("tail", p => UseOnce(p, holders, turns));
        stage.Never("two processes hold /proc/sleep", () => holders.Value > 1);
        SleepNotes.TwoOpeners(stage);
        stage.Reach("both processes had the file in turn", () => turns.Value == 2 && holders.Value == 0);
    }

    /// <summary>A process opens the file and closes it; another one asks for it with O_NONBLOCK and must be answered at once.</summary>
    public static void NonBlockingOpener(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var refused = stage.Ghost("refused");
        var done = stage.Ghost("done");
        stage.Process("tail", async p =>
        {
            await p.Close(await p.Open(SleepScenarios.Path));
            done.Value++;
        });
        stage.Process("cat_noblock", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path, OpenFlags.NonBlock);
            refused.Value = fd == -Errno.EAGAIN ? 1 : 0;
            if (fd >= 0)
            {
                await p.Close(fd);
            }

            done.Value++;
        });
        stage.Reach("the non-blocking open was refused with EAGAIN", () => refused.Value == 1 && done.Value == 2);
    }

    /// <summary>
    /// A process has the file, closes it and opens it again; another one has it once. A close may let the next one in
    /// only if nobody has the file any more.
    /// </summary>
    public static void CloseAndOpenAgain(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var other = stage.Ghost("the other has it");
        var closedInUse = stage.Ghost("closed while the other has it");
        var again = stage.Ghost("has it again");
        var turns = stage.Ghost("turns");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path);
            closedInUse.Value = other.Value;
            await p.Close(fd);
            fd = await p.Open(SleepScenarios.Path);
            again.Value = 1;
            turns.Value++;
            await p.Close(fd);
        });
        stage.Process("tail", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path);
            other.Value = 1;
            await p.Compute("uses the file");
            other.Value = 0;
            turns.Value++;
            await p.Close(fd);
        });
        stage.Never(
            "a close lets the next process in although another one still has the file",
            () => closedInUse.Value == 1 && again.Value == 1 && other.Value == 1,
            "early-release");
        stage.Reach("both processes had all their turns", () => turns.Value == 2);
    }

    /// <summary>Opens the file, holds it for one step of its own, closes it; notes both in the ghosts.</summary>
    public static async KTask UseOnce(UserProcess process, Ghost holders, Ghost turns)
    {
        ArgumentNullException.ThrowIfNull(process);
        long fd = await process.Open(SleepScenarios.Path);
        if (fd < 0)
        {
            return;
        }

        holders.Value++;
        await process.Compute("uses the file");
        holders.Value--;
        turns.Value++;
        await process.Close(fd);
    }
}
