using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of procfs3.c about what readers and writers get, one call or two each.</summary>
public static class Procfs3Reading
{
    internal const string Path = "/proc/" + Procfs3.ProcEntryFilename;

    private const int BufferSize = 8;
    private const char Untouched = '#';

    /// <summary>Two processes have the file open; each reads the text and then, as it thinks, the end.</summary>
    public static void TwoReaders(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Holds(stage, "ab");
        var twice = stage.Ghost("text after the text");
        var done = stage.Ghost("done");
        foreach (string reader in new[] { "cat", "tail" })
        {
            var buffer = stage.UserBuffer($"buffer of {reader}", BufferSize);
            var fd = stage.Ghost($"descriptor of {reader}");
            stage.Process(
                reader,
                async p =>
                {
                    long first = await p.Read(fd.Value, buffer, BufferSize);
                    long second = await p.Read(fd.Value, buffer, BufferSize);
                    twice.Value += first > 0 && second > 0 ? 1 : 0;
                    done.Value += first > 0 && second == 0 ? 1 : 0;
                },
                before: async p => fd.Value = await p.Open(Path));
        }

        stage.Never("a reader who has read the whole text is given it again", () => twice.Value > 0, "text-twice");
        stage.Reach("both read the text and then its end", () => done.Value == 2);
    }

    /// <summary>A read fails, since its buffer is none; the next one must give the text.</summary>
    public static void ReadAfterFault(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Holds(stage, "ab");
        var failed = stage.Ghost("failed");
        var got = stage.Ghost("then got");
        var asked = stage.Ghost("asked again");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            failed.Value = await p.Read(fd, Address.Null, BufferSize) == -Errno.EFAULT ? 1 : 0;
            got.Value = await p.Read(fd, buffer, BufferSize);
            asked.Value = 1;
            await p.Close(fd);
        });
        stage.Never("the read after one that failed gives the end of the file", () => failed.Value == 1 && asked.Value == 1 && got.Value == 0, "eof-after-fault");
        stage.Reach("the text came after the fault", () => failed.Value == 1 && got.Value == 2);
    }

    /// <summary>A process reads once and closes; it opens the file again and must get the text, not its end.</summary>
    public static void ReadOnceAndClose(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Holds(stage, "ab");
        var first = stage.Ghost("first read");
        var second = stage.Ghost("second read");
        var asked = stage.Ghost("second read made");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        stage.Process("head", async p =>
        {
            long fd = await p.Open(Path);
            first.Value = await p.Read(fd, buffer, BufferSize);
            await p.Close(fd);
            fd = await p.Open(Path);
            second.Value = await p.Read(fd, buffer, BufferSize);
            asked.Value = 1;
            await p.Close(fd);
        });
        stage.Never("the first read of a freshly opened file gives its end, not its text", () => asked.Value == 1 && second.Value == 0, "eof-at-once");
        stage.Reach("the text was read twice", () => first.Value == 2 && second.Value == 2);
    }

    /// <summary>A process asks for two bytes of a text of four.</summary>
    public static void ShortRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Holds(stage, "abcd");
        var got = stage.Ghost("got");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        stage.Process("dd", async p =>
        {
            long fd = await p.Open(Path);
            got.Value = await p.Read(fd, buffer, 2);
            await p.Close(fd);
        });
        stage.Reach("two bytes were read", () => got.Value == 2);
    }

    /// <summary>A process reads while another one writes a longer text.</summary>
    public static void ReaderAndLongerText(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var got = stage.Ghost("got");
        var written = stage.Ghost("written");
        var fd = stage.Ghost("descriptor of cat");
        var buffer = stage.UserText("buffer of cat", new string(Untouched, BufferSize));
        stage.Process("cat", async p => got.Value = await p.Read(fd.Value, buffer, BufferSize), before: async p => fd.Value = await p.Open(Path));
        AddWriter(stage, "tee", "cdef", written, first: "ab");
        stage.Never(
            "a read counts bytes that it has not copied",
            () => got.Value > 0 && new Shared<byte>(stage.Computer, buffer + ((int)got.Value - 1)).Inspect() == Untouched,
            "wrong-length");
        stage.Reach("both texts were there", () => got.Value > 0 && written.Value == 4);
    }

    /// <summary>Two processes write texts of different lengths.</summary>
    public static void TwoLengths(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var shorter = stage.Ghost("result of the shorter one");
        var longer = stage.Ghost("result of the longer one");
        AddWriter(stage, "echo", "ab", shorter);
        AddWriter(stage, "tee", "cdef", longer);
        stage.Reach("both have written", () => shorter.Value == 2 && longer.Value == 4);
    }

    /// <summary>A process reads while another one writes the first text there is.</summary>
    public static void ReaderAndFirstText(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "", text => text);
        var read = stage.Ghost("read");
        int first = history.Write("ab");
        var text = stage.UserText("ab", "ab");
        AddReader(stage, history, read);
        AddWriter(stage, history, first, text);
        stage.Reach("the text was read", () => read.Value == 2);
    }

    /// <summary>Two processes write texts of one length; one of them reads what is there then.</summary>
    public static void TwoWriters(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "", text => text);
        var read = stage.Ghost("read");
        var own = stage.Ghost("descriptor of cat");
        int a = history.Write("aa");
        int b = history.Write("bb");
        var first = stage.UserText("aa", "aa");
        var second = stage.UserText("bb", "bb");
        var buffer = stage.UserBuffer("buffer of cat", BufferSize);
        AddWriter(stage, history, a, first, then: p => ReadOnce(p, history, own.Value, buffer, read), before: async p => own.Value = await p.Open(Path));
        AddWriter(stage, history, b, second);
        stage.Reach("a text was read", () => read.Value == 2);
    }

    /// <summary>The text that the file holds when the race begins.</summary>
    private static void Holds(Stage stage, string text)
    {
        var from = stage.UserText($"first text", text);
        stage.Process("echo", p => KTask.Completed, before: async p =>
        {
            long fd = await p.Open(Path, OpenFlags.WriteOnly);
            await p.Write(fd, from, text.Length);
            await p.Close(fd);
        });
    }

    private static void AddWriter(Stage stage, string command, string text, Ghost result, string first = "")
    {
        var from = stage.UserText($"text of {command}", text);
        var firstText = first.Length == 0 ? Address.Null : stage.UserText("first text", first);
        var fd = stage.Ghost($"descriptor of {command}");
        stage.Process(
            command,
            async p => result.Value = await p.Write(fd.Value, from, text.Length),
            before: async p =>
            {
                fd.Value = await p.Open(Path, OpenFlags.WriteOnly);
                if (!firstText.IsNull)
                {
                    await p.Write(fd.Value, firstText, first.Length);
                }
            });
    }

    private static void AddWriter(
        Stage stage, TextHistory history, int write, Address from, Func<UserProcess, KTask>? then = null, Func<UserProcess, KTask>? before = null)
    {
        var fd = stage.Ghost($"descriptor of writer {write}");
        stage.Process(
            "tee",
            async p =>
            {
                history.Begin(write);
                await p.Write(fd.Value, from, 2);
                history.End(write);
                if (then is not null)
                {
                    await then(p);
                }
            },
            before: async p =>
            {
                fd.Value = await p.Open(Path, OpenFlags.WriteOnly);
                if (before is not null)
                {
                    await before(p);
                }
            });
    }

    private static void AddReader(Stage stage, TextHistory history, Ghost read)
    {
        var buffer = stage.UserBuffer("buffer of cat", BufferSize);
        var fd = stage.Ghost("descriptor of cat");
        stage.Process("cat", p => ReadOnce(p, history, fd.Value, buffer, read), before: async p => fd.Value = await p.Open(Path));
    }

    private static async KTask ReadOnce(UserProcess process, TextHistory history, long fd, Address buffer, Ghost read)
    {
        long began = history.BeginRead();
        read.Value = await process.Read(fd, buffer, BufferSize);
        history.EndRead(began, buffer, read.Value);
    }
}
