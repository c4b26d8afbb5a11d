using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Stages of the 2.6 guide's procfs4.c about its coming and going.</summary>
public static class Procfs4Stages
{
    internal const string Module = "procfs4";

    private const string Mounted = "/mnt/iter";
    private const int BufferSize = 128;

    /// <summary>The module is inserted while memory is short; who inserted it opens its file.</summary>
    public static void InsmodWithoutMemory(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.AllocationsMayFail(inProcfs: true);
        var missing = stage.Ghost("no file");
        var opened = stage.Ghost("opened");
        var refused = stage.Ghost("refused");
        stage.Process("insmod", async p =>
        {
            if (await p.Insmod(Module) != 0)
            {
                refused.Value = 1;
                return;
            }

            long fd = await p.Open(IterStages.Path);
            missing.Value = fd == -Errno.ENOENT ? 1 : 0;
            if (fd >= 0)
            {
                opened.Value = 1;
                await p.Close(fd);
            }
        });
        stage.Never("insmod succeeds, and the module's file is not there", () => missing.Value == 1, "missing-file");
        stage.Reach("the module came with its file", () => opened.Value == 1);
    }

    /// <summary>The file is bound to another name (mount --bind), where there is such a thing; a process opens it there while the module is removed.</summary>
    public static void BoundFile(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.MountPoint(Mounted);
        var isMounted = stage.Ghost("mounted");
        OpenerAndRmmod(stage, async p => isMounted.Value = await p.BindMount(IterStages.Path, Mounted) == 0 ? 1 : 0, () => isMounted.Value == 1 ? Mounted : IterStages.Path);
    }

    /// <summary>A process opens the file while the module is removed.</summary>
    public static void OpenerAndRmmod(Stage stage) => OpenerAndRmmod(stage, null, () => IterStages.Path);

    /// <summary>The module is inserted; a process opens the file as soon as it is there, reads it and keeps it open.</summary>
    public static void EarlyRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var text = new ReaderText(stage, "%d\n");
        var buffer = text.Buffer("cat");
        var inserted = stage.Ghost("inserted");
        stage.Process("insmod", async p => inserted.Value = await p.Insmod(Module) == 0 ? 1 : 0);
        stage.Process(
            "cat",
            async p =>
            {
                long fd = await p.Open(IterStages.Path);
                if (fd >= 0)
                {
                    await text.Read(p, fd, buffer);
                    await p.Pause();
                }
            },
            daemon: true);
        stage.Reach("it read a whole text", () => text.Whole == 1 && inserted.Value == 1);
    }

    private static void OpenerAndRmmod(Stage stage, Func<UserProcess, KTask>? before, Func<string> path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        stage.Process(
            "cat",
            async p =>
            {
                long fd = await p.Open(path());
                if (fd >= 0)
                {
                    used.Value = await p.Read(fd, buffer, BufferSize) > 0 ? 1 : 0;
                    await p.Close(fd);
                }
            },
            before: before);
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(Module) == 0 ? 1 : 0);
        stage.Reach("the module was removed", () => removed.Value == 1);
        stage.Reach("the file was read", () => used.Value == 1);
    }
}
