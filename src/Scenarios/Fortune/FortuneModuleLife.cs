using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of fortune.c about inserting and removing the module.</summary>
public static class FortuneModuleLife
{
    private const int BufferSize = 16;

    /// <summary>The module is inserted and removed again; one allocation may fail.</summary>
    public static void InsmodAndRmmod(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.AllocationsMayFail(inProcfs: true);
        var inserted = stage.Ghost("inserted, +1");
        stage.Process("sh", async p =>
        {
            long result = await p.Insmod(module.Name);
            inserted.Value = result == 0 ? 2 : 1;
            await p.Rmmod(module.Name);
        });
        stage.Reach("insmod came back", () => inserted.Value != 0);
    }

    /// <summary>A process writes to the file, reads it and keeps it open; another one removes the module by force.</summary>
    public static void ReaderAndForce(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var cookie = stage.UserText("cookie", "a\n");
        var fd = stage.Ghost("descriptor");
        var done = stage.Ghost("the reader is done");
        var removed = stage.Ghost("rmmod came back");
        stage.Process(
            "sh",
            async p =>
            {
                await p.Write(fd.Value, cookie, 2);
                await p.Read(fd.Value, buffer, BufferSize);
                done.Value = 1;

                // What closing the file would touch is gone as well: that is what force does, with any module.
                await p.Pause();
            },
            before: async p => fd.Value = await p.Open(FortuneScenarios.Path, OpenFlags.ReadWrite),
            daemon: true);
        stage.Process("rmmod", async p =>
        {
            await p.Rmmod(module.Name, DeleteFlags.Force | DeleteFlags.NonBlock);
            removed.Value = 1;
        });
        stage.Reach("both are done", () => done.Value == 1 && removed.Value == 1);
    }

    /// <summary>The module is inserted; a process opens the file as soon as it is there, and closes it.</summary>
    public static void EarlyOpen(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var opened = stage.Ghost("opened");
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(FortuneScenarios.Path);
            if (fd >= 0)
            {
                opened.Value = 1;
                await p.Close(fd);
            }
        });
        stage.Reach("the file was open and the module is there", () => opened.Value == 1 && module.State == ModuleState.Live);
    }

    /// <summary>The module is inserted; a process writes to the file as soon as it is there, and keeps it open.</summary>
    public static void EarlyWrite(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var cookie = stage.UserText("cookie", "a\n");
        var result = stage.Ghost("result");
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process(
            "echo",
            async p =>
            {
                long fd = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                if (fd >= 0)
                {
                    result.Value = await p.Write(fd, cookie, 2);
                    await p.Pause();
                }
            },
            daemon: true);
        stage.Never("a file that was opened for writing says that it cannot be written", () => result.Value == -Errno.EIO, "wrong-errno");
        stage.Never(
            "a cookie that was taken is not in the pot",
            () => result.Value == 2 && module.State == ModuleState.Live && !module.Holds('a'),
            "text-lost");
        stage.Reach("a cookie was taken", () => result.Value == 2);
    }

    /// <summary>A process opens, reads and closes the file; another removes the module.</summary>
    public static void ReaderAndRmmod(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var done = stage.Ghost("the reader is done");
        var removed = stage.Ghost("removed");
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(module.Name) == 0 ? 1 : 0);
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(FortuneScenarios.Path);
            if (fd >= 0)
            {
                await p.Read(fd, buffer, BufferSize);
                await p.Close(fd);
            }

            done.Value = 1;
        });
        stage.Reach("the module is gone and the reader is done", () => done.Value == 1 && removed.Value == 1);
    }
}
