using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of the chardev.c that has an ioctl: the list, and the stages of one process. Those of two are in the file beside it.</summary>
public sealed class ChardevIoctlScenarios : IScenarioSource
{
    /// <summary>How long the device's message may be.</summary>
    private const int BufLen = 80;

    private const int UnknownNumber = 9;
    private const byte Accented = 0xe9;

    /// <summary>The device.</summary>
    internal static ExclusiveDevice Device { get; } = new("/dev/" + ChardevIoctlModule.DeviceName, ChardevIoctlModule.DeviceName, ChardevIoctlModule.MajorNum);

    private static readonly (string Bug, string Summary, Action<Stage, ChardevIoctlModule> Build)[] s_stages =
    [
        ("IOC-1", "two processes open the device that one at a time may have", (stage, _) => Device.TwoOpeners(stage)),
        ("IOC-2", "a process reads while another one writes through the same descriptor, then one reads on", IoctlMessages.ReadWriteRead),
        ("IOC-3", "a process reads while another one writes through the same descriptor", IoctlMessages.ReaderAndWriter),
        ("IOC-4", "a process writes while another one sets the message by ioctl", IoctlMessages.WriterAndSetter),
        ("IOC-5", "a process writes as much as there is room for, and reads", FullMessage),
        ("IOC-6", "a process writes a long text, then a short one, and reads", ShorterMessage),
        ("IOC-7", "a process asks for a character behind the last one", IndexBehindTheEnd),
        ("IOC-8", "a process gets the message into a buffer that is shorter", ShortBuffer),
        ("IOC-9", "a process sets the message by ioctl while its other thread changes the text", IoctlMessages.ChangedWhileSet),
        ("IOC-10", "a process sets the message from memory that it does not have", BadMessage),
        ("IOC-11", "a process sets the message by ioctl while another one reads", IoctlMessages.SetterAndReader),
        ("IOC-12", "a process opens the device while the module is being removed", (stage, _) => Device.OpenerAndRmmod(stage)),
        ("IOC-13", "a process opens the device and reads, while the module is being removed", (stage, _) => Device.ReaderAndRmmod(stage)),
        ("IOC-14", "rmmod -w waits for a process that closes the device", (stage, _) => Device.CloserAndRmmod(stage)),
        ("IOC-15", "two processes open and close the device, then one opens it again", (stage, _) => Device.OpenedAgain(stage)),
        ("IOC-16", "a process calls ioctl with a command that there is not", UnknownCommand),
        ("IOC-17", "a process asks for a character above 127", AccentedCharacter),
    ];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios => s_stages.SelectMany(s => ScenarioPair.Of<ChardevIoctlModule>(
        $"ioctl/{s.Bug}", s.Summary, kernel => new ChardevIoctl(kernel), kernel => new ChardevIoctlFixed(kernel), s.Build));

    /// <summary>The stage of a bug with another module on it: one that lacks a fix.</summary>
    public static Scenario With(string bug, Func<LinuxKernel, ChardevIoctlModule> module)
    {
        var found = s_stages.First(s => s.Bug == bug);
        return new Scenario($"ioctl/{bug}.fixed", found.Summary, stage => found.Build(stage, stage.Load(module)));
    }

    /// <summary>A process writes 80 characters and reads them.</summary>
    public static void FullMessage(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var text = stage.UserText("text", new string('x', BufLen));
        var buffer = stage.UserBuffer("buffer", 2 * BufLen);
        var got = stage.Ghost("characters read");
        OneProcess(stage, "cat", async (p, fd) =>
        {
            await p.Write(fd, text, BufLen);
            got.Value = await p.Read(fd, buffer, 2 * BufLen);
        });
        stage.Reach("what was kept of the text was read", () => got.Value >= BufLen - 1);
    }

    /// <summary>A process writes "long", then "hi", and reads.</summary>
    public static void ShorterMessage(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var first = stage.UserText("first", "long");
        var second = stage.UserText("second", "hi");
        var buffer = stage.UserBuffer("buffer", 8);
        var got = stage.Ghost("characters read");
        OneProcess(stage, "cat", async (p, fd) =>
        {
            await p.Write(fd, first, 4);
            await p.Write(fd, second, 2);
            got.Value = await p.Read(fd, buffer, 8);
            await p.Compute("has read");
        });
        stage.Never("a reader gets the end of the message before behind the new one", () => got.Value > 2, "old-tail");
        stage.Reach("the new message was read", () => got.Value == 2);
    }

    /// <summary>A process asks for the character with the index 80.</summary>
    public static void IndexBehindTheEnd(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var program = new IoctlProgram(stage, module);
        var place = stage.UserBuffer("place", 8);
        var result = stage.Ghost("result");
        OneProcess(stage, "ioctl", async (p, fd) => result.Value = await program.GetNthByte(p, fd, BufLen, place));
        stage.Reach("the index was refused", () => result.Value == -Errno.EINVAL);
    }

    /// <summary>A process has 8 bytes for the message, which is longer, and something else behind them.</summary>
    public static void ShortBuffer(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        const int Room = 8;
        const int Behind = 4;
        var program = new IoctlProgram(stage, module);
        var text = stage.UserText("text", "123456789");
        var buffer = stage.UserText("stack of ioctl", new string('.', Room + Behind));
        var result = stage.Ghost("result");
        OneProcess(stage, "ioctl", async (p, fd) =>
        {
            await p.Write(fd, text, 9);
            long got = await program.GetMsg(p, fd, buffer, Room);
            result.Value = 1 + got;
            await p.Compute("has the message");
        });
        stage.Never(
            "ioctl writes behind the end of the buffer that it was given",
            () =>
            {
                bool isWhole = true;
                for (int i = 0; i < Behind; i++)
                {
                    isWhole &= new Shared<byte>(stage.Computer, buffer + (Room + i)).Inspect() == '.';
                }

                return !isWhole;
            },
            "user-overflow");
        stage.Reach("the process got what there was room for", () => result.Value == 1);
    }

    /// <summary>A process sets the message from NULL: EFAULT, not success.</summary>
    public static void BadMessage(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var program = new IoctlProgram(stage, module);
        var result = stage.Ghost("result");
        OneProcess(stage, "ioctl", async (p, fd) => result.Value = await program.SetMsg(p, fd, Address.Null));
        stage.Reach("the call failed with EFAULT", () => result.Value == -Errno.EFAULT);
    }

    /// <summary>A process makes a call with a number that is no command: ENOTTY, not success.</summary>
    public static void UnknownCommand(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var result = stage.Ghost("result");
        OneProcess(stage, "ioctl", async (p, fd) =>
        {
            long got = await p.Ioctl(fd, IoctlNumber.Io(ChardevIoctlModule.MajorNum, UnknownNumber), 0);
            result.Value = 1 + got;
            await p.Compute("has its answer");
        });
        stage.Never("a command that there is not succeeds", () => result.Value == 1, "wrong-errno");
        stage.Reach("the command was refused", () => result.Value == 1 - Errno.ENOTTY);
    }

    /// <summary>A process writes one character of Latin-1 and asks for it.</summary>
    public static void AccentedCharacter(Stage stage, ChardevIoctlModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var program = new IoctlProgram(stage, module);
        var text = stage.UserText("text", $"{(char)Accented}");
        var place = stage.UserBuffer("place", 8);
        var result = stage.Ghost("result");
        OneProcess(stage, "ioctl", async (p, fd) =>
        {
            await p.Write(fd, text, 1);
            result.Value = await program.GetNthByte(p, fd, 0, place);
            await p.Compute("has its answer");
        });
        stage.Never("a character looks like an error number", () => result.Value < 0, "wrong-errno");
        stage.Reach("the character came", () => result.Value == Accented);
    }

    /// <summary>A process that has the device for itself.</summary>
    private static void OneProcess(Stage stage, string command, Func<UserProcess, long, KTask> program)
    {
        Device.Node(stage);
        stage.Process(command, async p =>
        {
            long fd = await p.Open(Device.Path, OpenFlags.ReadWrite);
            await program(p, fd);
            await p.Close(fd);
        });
    }
}
