using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of sleep.c about using its file while the module is being inserted.</summary>
public static class SleepInsertion
{
    /// <summary>A process opens and closes the file as soon as it is there.</summary>
    public static void EarlyOpener(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var used = stage.Ghost("used");
        var inserted = stage.Ghost("inserted");
        stage.Process("insmod", async p => inserted.Value = await p.Insmod(Sleep.ProcEntryFilename) == 0 ? 1 : 0);
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path);
            if (fd >= 0)
            {
                used.Value = 1;
                await p.Close(fd);
            }
        });
        stage.Reach("the module was inserted and its file used", () => inserted.Value == 1 && used.Value == 1);
    }

    /// <summary>Two processes use the file, one of them while the other inserts the module: one at a time, as always.</summary>
    public static void TwoEarlyOpeners(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var holders = stage.Ghost("holders");
        var turns = stage.Ghost("turns");
        stage.Process("sh", async p =>
        {
            await p.Insmod(Sleep.ProcEntryFilename);
            await SleepExclusion.UseOnce(p, holders, turns);
        });
        stage.Process("cat", p => SleepExclusion.UseOnce(p, holders, turns));
        stage.Never("two processes hold /proc/sleep", () => holders.Value > 1);
        stage.Reach("both processes had the file in turn", () => turns.Value == 2 && holders.Value == 0);
    }
}
