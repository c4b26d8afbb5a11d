using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Stages of the modern procfs3.c about what readers and writers get.</summary>
public static class ModernProcfs3Reading
{
    private const string Path = ModernProcfs3Scenarios.Path;
    private const int Room = 16;

    /// <summary>A process reads one byte of the text, opens the file again and reads all of it.</summary>
    public static void OneByteFirst(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = stage.UserBuffer("buffer", Room);
        var first = stage.Ghost("first read");
        var second = stage.Ghost("second read");
        var asked = stage.Ghost("second read made");
        var text = stage.UserText("text", "abcd");
        stage.Process(
            "sh",
            async p =>
            {
                long fd = await p.Open(Path);
                first.Value = await p.Read(fd, buffer, 1);
                await p.Close(fd);
                fd = await p.Open(Path);
                second.Value = await p.Read(fd, buffer, Room);
                asked.Value = 1;
                await p.Close(fd);
            },
            before: p => Write(p, text, 4));
        stage.Never("a reader has shortened the text for everybody", () => asked.Value == 1 && second.Value < 4, "text-cut");
        stage.Reach("one byte was read, and then all", () => first.Value == 1 && second.Value == 4);
    }

    /// <summary>A process has room for two bytes and asks for two, while another one writes six.</summary>
    public static void SmallBuffer(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = new CallerBuffer(stage, 2);
        ReaderOfTwo(stage, buffer.Address);
    }

    /// <summary>The same with room enough.</summary>
    public static void ReadResult(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ReaderOfTwo(stage, stage.UserBuffer("buffer", Room));
    }

    /// <summary>One writes two bytes, the other one six.</summary>
    public static void WriteResults(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var first = Writer(stage, "sh", "aa");
        var second = Writer(stage, "tee", "bbbbbb");
        stage.Reach("both wrote what they wanted", () => first.Value == 2 && second.Value == 6);
    }

    /// <summary>The file holds two bytes; one writes four, another one reads.</summary>
    public static void LongerText(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "ab", text => text);
        int write = history.Write("wxyz");
        var before = stage.UserText("before", "ab");
        var text = stage.UserText("text", "wxyz");
        var buffer = stage.UserBuffer("buffer", Room);
        var fd = stage.Ghost("descriptor");
        var own = stage.Ghost("reader's descriptor");
        var got = stage.Ghost("bytes");
        stage.Process(
            "sh",
            async p =>
            {
                history.Begin(write);
                await p.Write(fd.Value, text, 4);
                history.End(write);
            },
            before: async p =>
            {
                await Write(p, before, 2);
                fd.Value = await p.Open(Path, OpenFlags.WriteOnly);
            });
        stage.Process("cat", p => ReadOnce(p, history, own, buffer, got), before: async p => own.Value = await p.Open(Path));
        stage.Reach("the old text was read", () => got.Value == 2);
        stage.Reach("the new text was read", () => got.Value == 4);
    }

    /// <summary>Two processes write texts of one length; then one of them reads what is left.</summary>
    public static void TwoWriters(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "", text => text);
        int a = history.Write("aaaa");
        int b = history.Write("bbbb");
        var first = stage.UserText("first", "aaaa");
        var second = stage.UserText("second", "bbbb");
        var buffer = stage.UserBuffer("buffer", Room);
        var fd = stage.Ghost("descriptor");
        var other = stage.Ghost("other descriptor");
        var own = stage.Ghost("reader's descriptor");
        var got = stage.Ghost("bytes");
        stage.Process(
            "tee",
            async p =>
            {
                await WriteOnce(p, history, a, fd.Value, first);
                await ReadOnce(p, history, own, buffer, got);
            },
            before: async p =>
            {
                fd.Value = await p.Open(Path, OpenFlags.WriteOnly);
                own.Value = await p.Open(Path);
            });
        stage.Process("sh", p => WriteOnce(p, history, b, other.Value, second), before: async p => other.Value = await p.Open(Path, OpenFlags.WriteOnly));
        stage.Reach("a text was read", () => got.Value == 4);
    }

    /// <summary>A process reads two bytes of four, the rest, the end, and asks once more.</summary>
    public static void TwoPieces(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = stage.UserBuffer("buffer", Room);
        var text = stage.UserText("text", "abcd");
        var got = stage.Ghost("bytes");
        var ended = stage.Ghost("end of file");
        var again = stage.Ghost("text after the end");
        stage.Process(
            "dd",
            async p =>
            {
                long fd = await p.Open(Path);
                got.Value += await p.Read(fd, buffer, 2);
                for (long more = 1; more > 0;)
                {
                    more = await p.Read(fd, buffer, Room);
                    got.Value += more;
                    ended.Value = more == 0 ? 1 : 0;
                }

                again.Value = await p.Read(fd, buffer, Room);
                await p.Close(fd);
            },
            before: p => Write(p, text, 4));
        stage.Never("the file ends before its text has been read", () => ended.Value == 1 && got.Value < 4, "text-lost");
        stage.Never("a read gives text although the end of the file was read before it", () => again.Value > 0, "text-twice");
        stage.Reach("the whole text was read in two pieces", () => ended.Value == 1 && got.Value == 4);
    }

    private static void ReaderOfTwo(Stage stage, Address buffer)
    {
        var text = stage.UserText("text", "abcd");
        var fd = stage.Ghost("reader's descriptor");
        var got = stage.Ghost("bytes");
        stage.Process(
            "dd",
            async p =>
            {
                got.Value = await p.Read(fd.Value, buffer, 2);
                await p.Compute("goes on");
            },
            before: async p =>
            {
                await Write(p, text, 4);
                fd.Value = await p.Open(Path);
            });
        var written = Writer(stage, "sh", "bbbbbb");
        stage.Reach("two bytes were read, and six written", () => got.Value == 2 && written.Value == 6);
    }

    /// <summary>A process that has the file open writes once. What write returned.</summary>
    private static Ghost Writer(Stage stage, string command, string text)
    {
        var from = stage.UserText($"text of {command}", text);
        var fd = stage.Ghost($"descriptor of {command}");
        var result = stage.Ghost($"result of {command}");
        stage.Process(
            command,
            async p =>
            {
                result.Value = await p.Write(fd.Value, from, text.Length);
                await p.Compute("goes on");
            },
            before: async p => fd.Value = await p.Open(Path, OpenFlags.WriteOnly));
        return result;
    }

    private static async KTask WriteOnce(UserProcess process, TextHistory history, int write, long fd, Address text)
    {
        history.Begin(write);
        await process.Write(fd, text, 4);
        history.End(write);
    }

    private static async KTask ReadOnce(UserProcess process, TextHistory history, Ghost fd, Address buffer, Ghost got)
    {
        long began = history.BeginRead();
        long read = await process.Read(fd.Value, buffer, Room);
        history.EndRead(began, buffer, read);
        got.Value = read;
        await process.Compute("goes on");
    }

    private static async KTask Write(UserProcess process, Address text, int length)
    {
        long fd = await process.Open(Path, OpenFlags.WriteOnly);
        await process.Write(fd, text, length);
        await process.Close(fd);
    }
}
