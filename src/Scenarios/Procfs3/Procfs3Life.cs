using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Stages of procfs3.c about its coming and going.</summary>
public static class Procfs3Life
{
    private const string Module = "procfs3";

    /// <summary>One process has the file open and closes it, another one opens and closes it, and rmmod -w waits for both.</summary>
    public static void WaitingRmmod(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var fd = stage.Ghost("descriptor");
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        stage.Process("tail", async p => await p.Close(fd.Value), before: async p => fd.Value = await p.Open(Procfs3Reading.Path));
        stage.Process("cat", p => OpenAndClose(p, used));
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(Module, DeleteFlags.Wait) == 0 ? 1 : 0);
        stage.Reach("the module was removed", () => removed.Value == 1);
        stage.Reach("the file was used before", () => used.Value == 1);
    }

    /// <summary>A process opens and closes the file as soon as it is there.</summary>
    public static void EarlyOpener(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var used = stage.Ghost("used");
        var inserted = stage.Ghost("inserted");
        stage.Process("insmod", async p => inserted.Value = await p.Insmod(Module) == 0 ? 1 : 0);
        stage.Process("cat", p => OpenAndClose(p, used));
        stage.Reach("the module was inserted and its file used", () => inserted.Value == 1 && used.Value == 1);
    }

    /// <summary>A process writes to the file as soon as it is there, and keeps it open.</summary>
    public static void EarlyWriter(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var result = stage.Ghost("result");
        var inserted = stage.Ghost("inserted");
        var text = stage.UserText("text", "ab");
        stage.Process("insmod", async p => inserted.Value = await p.Insmod(Module) == 0 ? 1 : 0);
        stage.Process(
            "echo",
            async p =>
            {
                long fd = await p.Open(Procfs3Reading.Path, OpenFlags.WriteOnly);
                if (fd >= 0)
                {
                    result.Value = await p.Write(fd, text, 2);
                    await p.Pause();
                }
            },
            daemon: true);
        stage.Never("a write to a file that can be written to fails", () => result.Value is -Errno.EIO or -Errno.EINVAL, "wrong-errno");
        stage.Reach("the module was inserted and its file written", () => inserted.Value == 1 && result.Value == 2);
    }

    /// <summary>A process opens the file while rmmod removes the module.</summary>
    public static void LateOpener(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        stage.Process("cat", p => OpenAndClose(p, used));
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(Module) == 0 ? 1 : 0);
        stage.Reach("the module was removed", () => removed.Value == 1);
        stage.Reach("the file was used", () => used.Value == 1);
    }

    private static async KTask OpenAndClose(UserProcess process, Ghost used)
    {
        long fd = await process.Open(Procfs3Reading.Path);
        if (fd >= 0)
        {
            used.Value = 1;
            await process.Close(fd);
        }
    }
}
