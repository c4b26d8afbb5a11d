using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of procfs4.c, of either guide, about what readers of its file get.</summary>
public static class IterStages
{
    internal const string Path = "/proc/" + IterModule.ProcName;

    private const int BufferSize = 8;

    /// <summary>Two processes have the file open, and each reads it once: no number comes twice.</summary>
    public static void TwoReaders(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var done = stage.Ghost("done");
        var first = AddReader(stage, "cat", done);
        var second = AddReader(stage, "head", done);
        stage.Never(
            "two readers are given the same number",
            () => done.Value == 2 && Byte(stage, first) == Byte(stage, second),
            "same-number");
        stage.Reach("both have read", () => done.Value == 2);
    }

    /// <summary>A process reads the file once, on a kernel whose words have 32 bits.</summary>
    public static void OneReader(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var done = stage.Ghost("done");
        AddReader(stage, "cat", done);
        stage.Reach("it has read", () => done.Value == 1);
    }

    /// <summary>A process reads to the end of the file, and asks once more: the end is the end.</summary>
    public static void ReadOnAfterTheEnd(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var ended = stage.Ghost("end of file seen");
        var again = stage.Ghost("text after the end");
        var asked = stage.Ghost("asked after the end");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        stage.Process("tail", async p =>
        {
            long fd = await p.Open(Path);
            await p.Read(fd, buffer, BufferSize);
            ended.Value = await p.Read(fd, buffer, BufferSize) == 0 ? 1 : 0;
            again.Value = await p.Read(fd, buffer, BufferSize) > 0 ? ended.Value : 0;
            asked.Value = 1;
            await p.Close(fd);
        });
        stage.Never("a read gives text although the end of the file was read before it began", () => again.Value == 1, "text-twice");
        stage.Reach("the end of the file was read, and read again", () => ended.Value == 1 && asked.Value == 1);
    }

    private static Address AddReader(Stage stage, string command, Ghost done)
    {
        var buffer = stage.UserBuffer($"buffer of {command}", BufferSize);
        var fd = stage.Ghost($"descriptor of {command}");
        stage.Process(
            command,
            async p =>
            {
                if (await p.Read(fd.Value, buffer, BufferSize) > 0)
                {
                    done.Value++;
                }
            },
            before: async p => fd.Value = await p.Open(Path));
        return buffer;
    }

    private static byte Byte(Stage stage, Address at) => new Shared<byte>(stage.Computer, at).Inspect();
}
