using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of the chardev.c that has an ioctl about two processes, or threads, and one message.</summary>
public static class IoctlMessages
{
    private const string Old = "ab";
    private const string New = "cd";

    /// <summary>
    /// A process reads two characters, another one writes a text through the same descriptor; whoever is last reads the rest.
    /// Each character of the new text goes to one of them.
    /// </summary>
    public static void ReadWriteRead(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        const int Length = 3;
        const char First = 'd';
        var text = stage.UserText("new text", "def");
        var begun = stage.UserBuffer("first", 8);
        var rest = stage.UserBuffer("rest", 8);
        var done = stage.Ghost("done");
        var read = stage.Ghost("read on");
        TwoProcesses(
            stage,
            "abc",
            async (p, fd) =>
            {
                await p.Read(fd, begun, 2);
                await ReadOn(p, fd);
            },
            async (p, fd) =>
            {
                await p.Write(fd, text, Length);
                await ReadOn(p, fd);
            });
        stage.Never(
            "the new message loses its beginning: nobody gets it",
            () => read.Value > 0 && At(stage, begun) != First && At(stage, begun + 1) != First && At(stage, rest) != First,
            "text-lost");
        stage.Reach("the new message was read whole", () => read.Value == 1 + Length && At(stage, rest) == First);

        async KTask ReadOn(UserProcess process, long fd)
        {
            done.Value++;
            if (done.Value == 2)
            {
                long got = await process.Read(fd, rest, Length);
                read.Value = 1 + got;
                await process.Compute("has read");
            }
        }
    }

    /// <summary>A process reads the message, another one writes a new one.</summary>
    public static void ReaderAndWriter(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, Old, text => text);
        int write = history.Write(New);
        var text = stage.UserText("new text", New);
        TwoProcesses(stage, Old, Reader(stage, history), async (p, fd) =>
        {
            history.Begin(write);
            await p.Write(fd, text, New.Length);
            history.End(write);
            await p.Compute("has written");
        });
    }

    /// <summary>A process reads the message, another one sets a new one by ioctl.</summary>
    public static void SetterAndReader(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var program = new IoctlProgram(stage, module);
        var history = new TextHistory(stage, Old, text => text);
        int write = history.Write(New);
        var text = stage.UserString("new text", New);
        TwoProcesses(stage, Old, Reader(stage, history), async (p, fd) =>
        {
            history.Begin(write);
            await program.SetMsg(p, fd, text);
            history.End(write);
            await p.Compute("has set the message");
        });
    }

    /// <summary>A process writes a message, another one sets one by ioctl; whoever is last reads it.</summary>
    public static void WriterAndSetter(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var program = new IoctlProgram(stage, module);
        var history = new TextHistory(stage, Old, text => text);
        int first = history.Write("ef");
        int second = history.Write(New);
        var written = stage.UserText("written text", "ef");
        var set = stage.UserString("set text", New);
        var buffer = stage.UserBuffer("buffer", 8);
        var done = stage.Ghost("done");
        var read = stage.Ghost("read");
        TwoProcesses(
            stage,
            Old,
            async (p, fd) =>
            {
                history.Begin(first);
                await p.Write(fd, written, 2);
                history.End(first);
                await ReadIt(p, fd);
            },
            async (p, fd) =>
            {
                history.Begin(second);
                await program.SetMsg(p, fd, set);
                history.End(second);
                await ReadIt(p, fd);
            });
        stage.Reach("a message was read", () => read.Value == 2);

        async KTask ReadIt(UserProcess process, long fd)
        {
            done.Value++;
            if (done.Value == 2)
            {
                long began = history.BeginRead();
                read.Value = await process.Read(fd, buffer, 2);
                history.EndRead(began, buffer, read.Value);
                await process.Compute("has read");
            }
        }
    }

    /// <summary>
    /// A process sets the message "a" by ioctl; its other thread puts an X in the place of the NUL, behind which stands Y. The
    /// message must be what stood there at one time.
    /// </summary>
    public static void ChangedWhileSet(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ChardevIoctlScenarios.Device.Node(stage);
        var program = new IoctlProgram(stage, module);
        var text = stage.UserString("text", "a\0Y");
        var buffer = stage.UserBuffer("buffer", 8);
        var fd = stage.Ghost("descriptor");
        var read = stage.Ghost("read");
        var changed = stage.Ghost("changed");
        var process = stage.Process(
            "ioctl",
            async p =>
            {
                await program.SetMsg(p, fd.Value, text);
                read.Value = await p.Read(fd.Value, buffer, 8);
                await p.Compute("has read");
            },
            before: async p => fd.Value = await p.Open(ChardevIoctlScenarios.Device.Path, OpenFlags.ReadWrite));
        stage.Thread(process, async p =>
        {
            await p.Store(text + 1, (byte)'X');
            changed.Value = 1;
        });
        stage.Never("the message is a text that never stood in the process's memory", () => read.Value == 2, "double-fetch");
        stage.Reach("the message is the one before the change", () => read.Value == 1 && changed.Value == 1);
        stage.Reach("the message is the one after the change", () => read.Value == 3);
    }

    private static char At(Stage stage, Address address) => (char)new Shared<byte>(stage.Computer, address).Inspect();

    private static Func<UserProcess, long, KTask> Reader(Stage stage, TextHistory history)
    {
        var buffer = stage.UserBuffer("buffer", 8);
        var read = stage.Ghost("read");
        stage.Reach("the new message was read", () => read.Value == New.Length && At(stage, buffer) == New[0]);
        return async (p, fd) =>
        {
            long began = history.BeginRead();
            read.Value = await p.Read(fd, buffer, Old.Length);
            history.EndRead(began, buffer, read.Value);
            await p.Compute("has read");
        };
    }

    /// <summary>A process that has written the old text, and one that it has forked since.</summary>
    private static void TwoProcesses(Stage stage, string text, Func<UserProcess, long, KTask> parent, Func<UserProcess, long, KTask> child)
    {
        ChardevIoctlScenarios.Device.Node(stage);
        var old = stage.UserText("old text", text);
        var fd = stage.Ghost("descriptor");
        var first = stage.Process(
            "sh",
            p => parent(p, fd.Value),
            before: async p =>
            {
                fd.Value = await p.Open(ChardevIoctlScenarios.Device.Path, OpenFlags.ReadWrite);
                await p.Write(fd.Value, old, text.Length);
            });
        stage.Fork(first, p => child(p, fd.Value));
    }
}
