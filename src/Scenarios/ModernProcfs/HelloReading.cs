using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages about a file that says hello: as procfs1.c's does, and procfs2.c's whatever was written to it.</summary>
public static class HelloReading
{
    private const int Room = 32;

    private static readonly string s_text = HelloWorldModule.Hello.TrimEnd('\0');

    /// <summary>A process asks for one byte.</summary>
    public static void OneByte(Stage stage, string path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = new CallerBuffer(stage, 1);
        var got = stage.Ghost("bytes");
        Read(stage, path, async (p, fd) => got.Value = await p.Read(fd, buffer.Address, buffer.Size));
        stage.Reach("one byte was read", () => got.Value == 1);
    }

    /// <summary>A process asks for more than there is, and gets characters only.</summary>
    public static void WholeText(Stage stage, string path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = stage.UserBuffer("buffer", Room);
        var got = stage.Ghost("bytes");
        Read(stage, path, async (p, fd) => got.Value = await p.Read(fd, buffer, Room));
        stage.Never(
            "a reader gets a NUL at the end of the text",
            () => got.Value > 0 && new Shared<byte>(stage.Computer, buffer + ((int)got.Value - 1)).Inspect() == 0,
            "nul-delivered");
        stage.Reach("the text was read", () => got.Value >= s_text.Length);
    }

    /// <summary>A process reads into memory that it does not have: EFAULT, and not the end of the file.</summary>
    public static void BadBuffer(Stage stage, string path)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var result = stage.Ghost("result");
        Read(stage, path, async (p, fd) => result.Value = await p.Read(fd, Address.Null, Room));
        stage.Reach("the read failed with EFAULT", () => result.Value == -Errno.EFAULT);
    }

    /// <summary>Before the race the text is written to the file, in case it is one that keeps texts.</summary>
    private static void Read(Stage stage, string path, Func<UserProcess, long, KTask> program)
    {
        var text = stage.UserText("hello", s_text);
        stage.Process(
            "cat",
            async p =>
            {
                long fd = await p.Open(path);
                await program(p, fd);
                await p.Close(fd);
            },
            before: async p =>
            {
                long fd = await p.Open(path, OpenFlags.WriteOnly);
                await p.Write(fd, text, s_text.Length);
                await p.Close(fd);
            });
    }
}
