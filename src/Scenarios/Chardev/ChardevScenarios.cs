using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of chardev.c.</summary>
public sealed class ChardevScenarios : IScenarioSource
{
    private const string Path = "/dev/" + Chardev.DeviceName;
    private const string Module = Chardev.DeviceName;
    private const string Letters = "told";
    private const int FirstDynamicMajor = 254;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Pair("CHR-1", "two processes open the device that one at a time may have", TwoOpeners),
        .. Pair("CHR-2", "two processes read through one descriptor", SharedDescriptor),
        .. Pair("CHR-3", "a process reads the text while another one opens the device", ReaderAndOpener),
        .. Pair("CHR-4", "a process reads into memory that it does not have", BadBuffer),
        .. Pair("CHR-5", "a process opens the device while the module is being removed", OpenerAndRmmod),
        .. Pair("CHR-6", "a process opens the device and reads, while the module is being removed", ReaderAndRmmod),
        .. Pair("CHR-7", "rmmod -w waits for a process that closes the device", CloserAndRmmod),
        .. Pair("CHR-8", "two processes open and close the device, then one opens it again", OpenedAgain),
    ];

    /// <summary>Two processes open the device, use it, and close it; whoever comes while it is in use is refused.</summary>
    public static void TwoOpeners(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Node(stage);
        var holders = stage.Ghost("holders");
        var turns = stage.Ghost("turns");
        var refused = stage.Ghost("refused");
        foreach (string command in (string[])["cat", "tail"])
        {
            stage.Process(command, async p =>
            {
                long fd = await p.Open(Path);
                if (fd < 0)
                {
                    refused.Value = fd == -Errno.EBUSY ? 1 : 0;
                    return;
                }

                holders.Value++;
                await p.Compute("uses the device");
                holders.Value--;
                turns.Value++;
                await p.Close(fd);
            });
        }

        stage.Never($"two processes hold {Path}", () => holders.Value > 1);
        stage.Reach("both processes had the device in turn", () => turns.Value == 2 && holders.Value == 0);
        stage.Reach("one was refused", () => refused.Value == 1);
    }

    /// <summary>Two processes share a descriptor and read from it: each character goes to one of them.</summary>
    public static void SharedDescriptor(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Node(stage);
        var fd = stage.Ghost("descriptor");
        var own = stage.UserBuffer("parent's buffer", 8);
        var childs = stage.UserBuffer("child's buffer", 8);
        var read = stage.Ghost("characters read");
        var done = stage.Ghost("done");
        var parent = stage.Process("cat", p => Read(p, own, 2), before: async p => fd.Value = await p.Open(Path));
        stage.Fork(parent, p => Read(p, childs, 1));
        stage.Never(
            "a character of the text is given twice",
            () => done.Value == 2 && (At(own, 0) == At(childs, 0) || At(own, 1) == At(childs, 0)),
            "text-twice");
        stage.Reach("three characters were read", () => done.Value == 2 && read.Value == 3);

        async KTask Read(UserProcess process, Address buffer, int count)
        {
            long got = await process.Read(fd.Value, buffer, count);
            read.Value += got;
            done.Value++;
            await process.Compute("has read");
        }

        byte At(Address buffer, int index) => new Shared<byte>(stage.Computer, buffer + index).Inspect();
    }

    /// <summary>A process opens the device and reads its text; another one opens and closes it.</summary>
    public static void ReaderAndOpener(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Node(stage);
        var text = new ReaderText(stage, Chardev.Format);
        var buffer = text.Buffer("cat");
        var other = stage.Ghost("the other had it");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            if (fd >= 0)
            {
                await text.Read(p, fd, buffer);
                await p.Close(fd);
            }
        });
        stage.Process("head", async p =>
        {
            long fd = await p.Open(Path);
            if (fd >= 0)
            {
                other.Value = 1;
                await p.Close(fd);
            }
        });
        stage.Reach("a whole text was read, and both had the device", () => text.Whole == 1 && other.Value == 1);
    }

    /// <summary>A process reads into memory that it does not have: EFAULT, not success.</summary>
    public static void BadBuffer(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Node(stage);
        var result = stage.Ghost("result");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            result.Value = await p.Read(fd, Address.Null, Letters.Length);
            await p.Close(fd);
        });
        stage.Reach("the read failed with EFAULT", () => result.Value == -Errno.EFAULT);
    }

    /// <summary>A process opens and closes the device while rmmod removes the module.</summary>
    public static void OpenerAndRmmod(Stage stage) => UserAndRmmod(stage, reads: false);

    /// <summary>A process opens the device, reads and closes it while rmmod removes the module.</summary>
    public static void ReaderAndRmmod(Stage stage) => UserAndRmmod(stage, reads: true);

    /// <summary>A process closes the device, for which <c>rmmod -w</c> waits.</summary>
    public static void CloserAndRmmod(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Node(stage);
        var fd = stage.Ghost("descriptor");
        var closed = stage.Ghost("closed");
        var removed = stage.Ghost("removed");
        stage.Process(
            "tail",
            async p =>
            {
                await p.Close(fd.Value);
                closed.Value = 1;
            },
            before: async p => fd.Value = await p.Open(Path));
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(Module, DeleteFlags.Wait) == 0 ? 1 : 0);
        stage.Reach("the device was closed and the module removed", () => closed.Value == 1 && removed.Value == 1);
    }

    /// <summary>Two processes open and close the device; whoever is last opens it again, when nobody has it.</summary>
    public static void OpenedAgain(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Node(stage);
        var done = stage.Ghost("done");
        var again = stage.Ghost("opened again");
        foreach (string command in (string[])["cat", "tail"])
        {
            stage.Process(command, async p =>
            {
                long fd = await p.Open(Path);
                if (fd >= 0)
                {
                    await p.Close(fd);
                }

                done.Value++;
                if (done.Value == 2)
                {
                    again.Value = await p.Open(Path);
                    await p.Compute("has asked again");
                }
            });
        }

        stage.Never("the device is busy although nobody has it", () => again.Value == -Errno.EBUSY, "busy-for-ever");
        stage.Reach("the device was opened again", () => again.Value > 0);
    }

    private static IEnumerable<Scenario> Pair(string bug, string summary, Action<Stage> build)
        => ScenarioPair.Of($"{Module}/{bug}", summary, kernel => new Chardev(kernel), kernel => new ChardevFixed(kernel), build);

    private static void Node(Stage stage) => stage.DeviceNode(Path, FirstDynamicMajor, 0);

    private static void UserAndRmmod(Stage stage, bool reads)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Node(stage);
        var buffer = stage.UserBuffer("buffer", 8);
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            if (fd >= 0)
            {
                used.Value = reads ? await p.Read(fd, buffer, 1) : 1;
                await p.Close(fd);
            }
        });
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(Module) == 0 ? 1 : 0);
        stage.Reach("the module was removed", () => removed.Value == 1);
        stage.Reach("the device was used", () => used.Value == 1);
    }
}
