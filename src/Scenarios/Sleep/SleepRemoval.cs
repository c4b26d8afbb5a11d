using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of sleep.c about removing the module while its file is in use.</summary>
public static class SleepRemoval
{
    /// <summary>One process has the file and closes it, another one opens and closes it, and rmmod -w waits for both.</summary>
    public static void WaitingRmmod(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var fd = stage.Ghost("descriptor");
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        stage.Process("tail", async p => await p.Close(fd.Value), before: async p => fd.Value = await p.Open(SleepScenarios.Path));
        stage.Process("cat", p => OpenAndClose(p, used));
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(SleepModule, DeleteFlags.Wait) == 0 ? 1 : 0);
        stage.Reach("the module was removed", () => removed.Value == 1);
        stage.Reach("the file was used before", () => used.Value == 1);
    }

    /// <summary>The holder of the file removes the module by force, while another process waits for the file.</summary>
    public static void ForcedRmmod(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var fd = stage.Ghost("descriptor");
        var asked = stage.Ghost("rmmod came back");
        var used = stage.Ghost("used");
        stage.Process(
            "sh",
            async p =>
            {
                await p.Rmmod(SleepModule, DeleteFlags.Force | DeleteFlags.NonBlock);
                asked.Value = 1;
                await p.Close(fd.Value);
            },
            before: async p => fd.Value = await p.Open(SleepScenarios.Path));
        stage.Process("cat", p => OpenAndClose(p, used));
        stage.Reach("rmmod came back", () => asked.Value == 1);
    }

    /// <summary>A process opens the file while rmmod removes the module.</summary>
    public static void LateOpener(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        stage.Process("cat", p => OpenAndClose(p, used));
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(SleepModule) == 0 ? 1 : 0);
        stage.Reach("the module was removed", () => removed.Value == 1);
        stage.Reach("the file was used", () => used.Value == 1);
    }

    private const string SleepModule = Sleep.ProcEntryFilename;

    private static async KTask OpenAndClose(UserProcess process, Ghost used)
    {
        long fd = await process.Open(SleepScenarios.Path);
        if (fd >= 0)
        {
            used.Value = 1;
            await process.Close(fd);
        }
    }
}
