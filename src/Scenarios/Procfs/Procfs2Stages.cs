using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of procfs2.c about what readers and writers get.</summary>
public static class Procfs2Stages
{
    private const string Path = Procfs2Scenarios.Path;
    private const int TooLong = Procfs2Module.MaxSize + 76;
    private const int BufferSize = 16;

    /// <summary>One process writes 1100 bytes, of which 1024 are kept; another one reads the first four.</summary>
    public static void LongWriteAndRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var written = stage.Ghost("written");
        var read = stage.Ghost("read");
        var text = stage.UserText("text", new string('x', TooLong));
        AddWriter(stage, async (p, fd) => written.Value = await p.Write(fd, text, TooLong));
        AddReader(stage, async (p, fd, buffer) => read.Value = await p.Read(fd, buffer, 4));
        stage.Reach("as much as fits was written, and read", () => written.Value == Procfs2Module.MaxSize && read.Value == 4);
    }

    /// <summary>Two processes write 1100 bytes each.</summary>
    public static void TwoLongWrites(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var written = stage.Ghost("written");
        for (int i = 0; i < 2; i++)
        {
            var text = stage.UserText($"text {i}", new string('x', TooLong));
            AddWriter(stage, async (p, fd) =>
            {
                long taken = await p.Write(fd, text, TooLong);
                written.Value += taken;
            });
        }

        stage.Reach("as much as fits was written twice", () => written.Value == 2 * Procfs2Module.MaxSize);
    }

    /// <summary>One process writes one byte, another one two: each is told how many of its own were taken.</summary>
    public static void TwoLengths(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var written = stage.Ghost("written");
        for (int i = 1; i <= 2; i++)
        {
            int length = i;
            var text = stage.UserText($"text {i}", "ab");
            AddWriter(stage, async (p, fd) =>
            {
                long taken = await p.Write(fd, text, length);
                written.Value += taken;
            });
        }

        stage.Reach("three bytes were written", () => written.Value == 3);
    }

    /// <summary>One process writes a letter to the file, which has been empty; another one reads.</summary>
    public static void WriteAndRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "", text => text);
        AddTextWriter(stage, history, "a");
        var read = AddTextReader(stage, history);
        stage.Reach("the letter was read", () => read.Value == 2);
    }

    /// <summary>One process writes over a text of the same length; another one reads.</summary>
    public static void OverwriteAndRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "aa", text => text);
        var before = stage.UserText("text before", "aa");
        AddTextWriter(stage, history, "bb", before: async (p, fd) => await p.Write(fd, before, 2));
        var read = AddTextReader(stage, history);
        stage.Reach("a text was read", () => read.Value == 3);
    }

    /// <summary>Two processes write texts of the same length; who is done last reads what is there.</summary>
    public static void TwoTexts(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "", text => text, TextHistory.Mixed);
        var done = stage.Ghost("writers that are done");
        var read = stage.Ghost("read");
        foreach (string text in (string[])["aa", "bb"])
        {
            int write = history.Write(text);
            var from = stage.UserText($"text {text}", text);
            var buffer = stage.UserBuffer($"buffer of {text}", BufferSize);
            AddWriter(stage, async (p, fd) =>
            {
                history.Begin(write);
                await p.Write(fd, from, 2);
                history.End(write);
                done.Value++;
                if (done.Value == 2)
                {
                    long began = history.BeginRead();
                    read.Value = await p.Read(fd, buffer, BufferSize);
                    history.EndRead(began, buffer, read.Value);
                }
            });
        }

        stage.Reach("a text was read", () => read.Value == 2);
    }

    /// <summary>One process writes a longer text than the one that is there; another one reads.</summary>
    public static void LongerTextAndRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var read = stage.Ghost("read");
        var before = stage.UserText("text before", "a");
        var text = stage.UserText("text", "bb");
        AddWriter(stage, async (p, fd) => await p.Write(fd, text, 2), before: async (p, fd) => await p.Write(fd, before, 1));
        AddReader(stage, async (p, fd, buffer) => read.Value = await p.Read(fd, buffer, BufferSize));
        stage.Reach("the longer text was read", () => read.Value == 2);
    }

    /// <summary>One reader, four bytes at a time, up to the end of the file.</summary>
    public static void ShortReads(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        const string Kept = "sixteen letters!";
        var text = stage.UserText("text", Kept);
        stage.Process("tee", _ => KTask.Completed, before: async p =>
        {
            long fd = await p.Open(Path, OpenFlags.WriteOnly);
            await p.Write(fd, text, Kept.Length);
            await p.Close(fd);
        });
        EntryStages.ShortReads(stage, new ReaderText(stage, Kept), Path);
    }

    /// <summary>The module is inserted; a process opens the file as soon as it is there, writes to it and keeps it open.</summary>
    public static void EarlyWrite(Stage stage, KernelModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var text = stage.UserText("text", "a");
        var written = stage.Ghost("written");
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process(
            "tee",
            async p =>
            {
                long fd = await p.Open(Path, OpenFlags.WriteOnly);
                if (fd >= 0)
                {
                    written.Value = await p.Write(fd, text, 1);
                    await p.Pause();
                }
            },
            daemon: true);
        stage.Never("a file that can be written refuses a write", () => written.Value == -Errno.EIO, "wrong-errno");
        stage.Reach("it was written", () => written.Value == 1 && module.State == ModuleState.Live);
    }

    /// <summary>A process that has the file open for reading and writing and does something with it.</summary>
    private static void AddWriter(Stage stage, Func<UserProcess, long, KTask> program, Func<UserProcess, long, KTask>? before = null)
    {
        var fd = stage.Ghost("writer's descriptor");
        stage.Process(
            "tee",
            p => program(p, fd.Value),
            before: async p =>
            {
                fd.Value = await p.Open(Path, OpenFlags.ReadWrite);
                if (before is not null)
                {
                    await before(p, fd.Value);
                }
            });
    }

    /// <summary>A process that has the file open for reading.</summary>
    private static void AddReader(Stage stage, Func<UserProcess, long, Address, KTask> program)
    {
        var fd = stage.Ghost("reader's descriptor");
        var buffer = stage.UserBuffer("buffer of cat", BufferSize);
        stage.Process("cat", p => program(p, fd.Value, buffer), before: async p => fd.Value = await p.Open(Path));
    }

    private static void AddTextWriter(Stage stage, TextHistory history, string text, Func<UserProcess, long, KTask>? before = null)
    {
        int write = history.Write(text);
        var from = stage.UserText($"text {text}", text);
        AddWriter(
            stage,
            async (p, fd) =>
            {
                history.Begin(write);
                await p.Write(fd, from, text.Length);
                history.End(write);
            },
            before);
    }

    /// <summary>A process that reads once; what it got + 1.</summary>
    private static Ghost AddTextReader(Stage stage, TextHistory history)
    {
        var read = stage.Ghost("read");
        AddReader(stage, async (p, fd, buffer) =>
        {
            long began = history.BeginRead();
            long got = await p.Read(fd, buffer, BufferSize);
            history.EndRead(began, buffer, got);
            read.Value = got + 1;
        });
        return read;
    }
}
