using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Stages of a module with one entry in /proc: used while it is being made, while it goes, and as its modes allow.</summary>
public static class EntryStages
{
    /// <summary>Where entries have read_proc and an owner: both are gone in 6.8.</summary>
    internal static IReadOnlyList<KernelProfile> WithOwner { get; } = [.. Environments.All.Where(profile => profile.Generation != KernelGeneration.V68)];

    /// <summary>The module is inserted; a process opens the file as soon as it is there, and closes it.</summary>
    public static void EarlyOpen(Stage stage, KernelModule module, string path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var opened = stage.Ghost("opened");
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(path);
            if (fd >= 0)
            {
                opened.Value = 1;
                await p.Close(fd);
            }
        });
        stage.Reach("the file was open and the module is there", () => opened.Value == 1 && module.State == ModuleState.Live);
    }

    /// <summary>The module is inserted; a process opens the file as soon as it is there, reads it and keeps it open.</summary>
    public static void EarlyRead(Stage stage, KernelModule module, string path, ReaderText text)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(text);
        var buffer = text.Buffer("cat");
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process(
            "cat",
            async p =>
            {
                long fd = await p.Open(path);
                if (fd >= 0)
                {
                    await text.Read(p, fd, buffer);
                    await p.Pause();
                }
            },
            daemon: true);
        stage.Reach("it read a whole text", () => text.Whole == 1 && module.State == ModuleState.Live);
    }

    /// <summary>A process opens, reads up to <paramref name="size"/> bytes and closes the file; another removes the module.</summary>
    public static void ReaderAndRmmod(Stage stage, KernelModule module, string path, int size = 16)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var done = stage.Ghost("reader is done");
        var buffer = stage.UserBuffer("buffer of cat", size);
        stage.Process("rmmod", async p => await p.Rmmod(module.Name));
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(path);
            if (fd >= 0)
            {
                await p.Read(fd, buffer, size);
                await p.Close(fd);
            }

            done.Value = 1;
        });
        stage.Reach("the module is gone and the reader is done", () => done.Value == 1 && module.State == ModuleState.Unloaded);
    }

    /// <summary>A process opens the file and reads it to its end, four bytes at a time.</summary>
    public static void ShortReads(Stage stage, ReaderText text, string path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(text);
        var opened = stage.Ghost("opened");
        var buffer = text.Buffer("dd");
        stage.Process("dd", async p =>
        {
            long fd = await p.Open(path);
            opened.Value = 1;
            await text.Read(p, fd, buffer, chunk: 4);
            await p.Close(fd);
        });
        stage.Reach("the file was open", () => opened.Value == 1);
    }

    /// <summary>Root may read and may write: so it may ask for both.</summary>
    public static void ReadAndWrite(Stage stage, string path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var allowed = stage.Ghost("allowed");
        var denied = stage.Ghost("denied");
        stage.Process("sh", async p =>
        {
            allowed.Value += await TryOpen(p, path, OpenFlags.ReadOnly) >= 0 ? 1 : 0;
            allowed.Value += await TryOpen(p, path, OpenFlags.WriteOnly) >= 0 ? 1 : 0;
            long both = await TryOpen(p, path, OpenFlags.ReadWrite);
            denied.Value = both == -Errno.EACCES ? 1 : 0;
            allowed.Value += both >= 0 ? 1 : 0;
        });
        stage.Never("who may read and may write is denied both at once", () => denied.Value == 1 && allowed.Value == 2, "wrong-errno");
        stage.Reach("all three were allowed", () => allowed.Value == 3);
    }

    private static async KTask<long> TryOpen(UserProcess process, string path, OpenFlags flags)
    {
        long fd = await process.Open(path, flags);
        if (fd >= 0)
        {
            await process.Close(fd);
        }

        return fd;
    }
}
