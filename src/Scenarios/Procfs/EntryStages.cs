using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>Stages of a module with one entry in /proc, about the entry's life: used while it is being made, and while it goes.</summary>
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

    /// <summary>A process opens, reads and closes the file; another removes the module.</summary>
    public static void ReaderAndRmmod(Stage stage, KernelModule module, string path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var done = stage.Ghost("reader is done");
        var buffer = stage.UserBuffer("buffer of cat", 16);
        stage.Process("rmmod", async p => await p.Rmmod(module.Name));
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(path);
            if (fd >= 0)
            {
                await p.Read(fd, buffer, 16);
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
}
