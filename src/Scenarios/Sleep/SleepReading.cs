using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Stages of sleep.c about what readers and writers get.</summary>
public static class SleepReading
{
    private const string Empty = "Last input:\n";
    private const int BufferSize = 16;

    /// <summary>
    /// Two processes share a descriptor and read from it. What was read to its end stays at its end: the text may not
    /// come again.
    /// </summary>
    public static void SharedDescriptor(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var fd = stage.Ghost("descriptor");
        var ended = stage.Ghost("end of file seen");
        var again = stage.Ghost("text after the end");
        var texts = stage.Ghost("texts");
        var own = stage.UserBuffer("parent's buffer", BufferSize);
        var childs = stage.UserBuffer("child's buffer", BufferSize);
        var parent = stage.Process("cat", p => ReadTwice(p, own, fd, ended, again, texts), before: async p => fd.Value = await p.Open(SleepScenarios.Path));
        stage.Fork(parent, p => ReadTwice(p, childs, fd, ended, again, texts));
        stage.Never("a read gives text although the end of the file was read before it began", () => again.Value == 1, "text-twice");
        stage.Reach("the text was read, and its end", () => texts.Value > 0 && ended.Value == 1);
    }

    /// <summary>A process reads once and closes; it opens the file again and must get the text, not its end.</summary>
    public static void ReadOnceAndClose(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var first = stage.Ghost("first read");
        var second = stage.Ghost("second read");
        var asked = stage.Ghost("second read made");
        stage.Process("head", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path);
            first.Value = await p.Read(fd, buffer, BufferSize);
            await p.Close(fd);
            fd = await p.Open(SleepScenarios.Path);
            second.Value = await p.Read(fd, buffer, BufferSize);
            asked.Value = 1;
            await p.Close(fd);
        });
        stage.Never("the first read of a freshly opened file gives its end, not its text", () => asked.Value == 1 && second.Value == 0, "eof-at-once");
        stage.Reach("the text was read twice", () => first.Value == Empty.Length && second.Value == Empty.Length);
    }

    /// <summary>A process reads the text in two pieces and must get all of it.</summary>
    public static void ShortRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var got = stage.Ghost("bytes");
        var ended = stage.Ghost("end of file");
        stage.Process("dd", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path);
            got.Value += await p.Read(fd, buffer, 4);
            long more = await p.Read(fd, buffer, BufferSize);
            got.Value += more;
            ended.Value = more == 0 ? 1 : 0;
            await p.Close(fd);
        });
        stage.Never("the file ends before its text has been read", () => ended.Value == 1 && got.Value < Empty.Length, "text-lost");
        stage.Reach("the whole text was read in two pieces", () => got.Value == Empty.Length);
    }

    /// <summary>Two processes write through one descriptor; then one of them reads what is left.</summary>
    public static void TwoWriters(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "", text => $"Last input:{text}\n");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var fd = stage.Ghost("descriptor");
        var read = stage.Ghost("read");
        int a = history.Write("aa");
        int b = history.Write("bb");
        var first = stage.UserText("aa", "aa");
        var second = stage.UserText("bb", "bb");
        var parent = stage.Process(
            "tee",
            async p =>
            {
                await WriteOnce(p, history, a, fd.Value, first);
                long own = await p.Open(SleepScenarios.Path);
                long began = history.BeginRead();
                read.Value = await p.Read(own, buffer, BufferSize);
                history.EndRead(began, buffer, read.Value);
                await p.Close(own);
            },
            before: async p => fd.Value = await p.Open(SleepScenarios.Path, OpenFlags.WriteOnly));
        stage.Fork(parent, p => WriteOnce(p, history, b, fd.Value, second));
        stage.Reach("a text was read", () => read.Value > Empty.Length);
    }

    /// <summary>A process reads into memory that it does not have: EFAULT, not success.</summary>
    public static void BadBuffer(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var result = stage.Ghost("result");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(SleepScenarios.Path);
            result.Value = await p.Read(fd, Address.Null, BufferSize);
            await p.Close(fd);
        });
        stage.Reach("the read failed with EFAULT", () => result.Value == -Errno.EFAULT);
    }

    private static async KTask WriteOnce(UserProcess process, TextHistory history, int write, long fd, Address text)
    {
        history.Begin(write);
        await process.Pwrite(fd, text, 2, 0);
        history.End(write);
        await process.Close(fd);
    }

    private static async KTask ReadTwice(UserProcess process, Address buffer, Ghost fd, Ghost ended, Ghost again, Ghost texts)
    {
        for (int i = 0; i < 2; i++)
        {
            long endedBefore = ended.Value;
            long read = await process.Read(fd.Value, buffer, BufferSize);
            texts.Value += read > 0 ? 1 : 0;
            if (read == 0)
            {
                ended.Value = 1;
            }
            else if (endedBefore == 1)
            {
                again.Value = 1;
            }
        }
    }
}
