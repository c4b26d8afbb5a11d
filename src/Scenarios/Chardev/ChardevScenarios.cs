using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of chardev.c.</summary>
public sealed class ChardevScenarios : IScenarioSource
{
    private const string Path = "/dev/" + Chardev.DeviceName;
    private const string Letters = "told";
    private const int FirstDynamicMajor = 254;

    private static readonly ExclusiveDevice s_device = new(Path, Chardev.DeviceName, FirstDynamicMajor);

    private static readonly (string Bug, string Summary, Action<Stage> Build)[] s_stages =
    [
        ("CHR-1", "two processes open the device that one at a time may have", s_device.TwoOpeners),
        ("CHR-2", "two processes read through one descriptor", SharedDescriptor),
        ("CHR-3", "a process reads the text while another one opens the device", ReaderAndOpener),
        ("CHR-4", "a process reads into memory that it does not have", BadBuffer),
        ("CHR-5", "a process opens the device while the module is being removed", s_device.OpenerAndRmmod),
        ("CHR-6", "a process opens the device and reads, while the module is being removed", s_device.ReaderAndRmmod),
        ("CHR-7", "rmmod -w waits for a process that closes the device", s_device.CloserAndRmmod),
        ("CHR-8", "two processes open and close the device, then one opens it again", s_device.OpenedAgain),
    ];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios => s_stages.SelectMany(s => ScenarioPair.Of(
        $"chardev/{s.Bug}", s.Summary, kernel => new Chardev(kernel), kernel => new ChardevFixed(kernel), s.Build));

    /// <summary>Two processes share a descriptor and read from it: each character goes to one of them.</summary>
    public static void SharedDescriptor(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        s_device.Node(stage);
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
        s_device.Node(stage);
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
        s_device.Node(stage);
        var result = stage.Ghost("result");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            result.Value = await p.Read(fd, Address.Null, Letters.Length);
            await p.Close(fd);
        });
        stage.Reach("the read failed with EFAULT", () => result.Value == -Errno.EFAULT);
    }

    /// <summary>The stage of a bug with another module on it: one that lacks a fix.</summary>
    public static Scenario With(string bug, Func<LinuxKernel, KernelModule> module)
    {
        var found = s_stages.First(s => s.Bug == bug);
        return new Scenario($"chardev/{bug}.fixed", found.Summary, stage =>
        {
            stage.Load(module);
            found.Build(stage);
        });
    }
}
