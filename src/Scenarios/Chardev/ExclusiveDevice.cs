using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>Stages of a device that one process at a time may have open: who has it, and what becomes of those who use it while its module goes.</summary>
/// <param name="path">Its file.</param>
/// <param name="module">The module's name.</param>
/// <param name="major">Its number.</param>
internal sealed class ExclusiveDevice(string path, string module, int major)
{
    private static readonly string[] s_commands = ["cat", "tail"];

    /// <summary>Its file.</summary>
    internal string Path => path;

    /// <summary>Puts its file on the disk.</summary>
    internal void Node(Stage stage) => stage.DeviceNode(path, major, 0);

    /// <summary>Two processes open the device, use it, and close it; whoever comes while it is in use is refused.</summary>
    internal void TwoOpeners(Stage stage)
    {
        Node(stage);
        var holders = stage.Ghost("holders");
        var turns = stage.Ghost("turns");
        var refused = stage.Ghost("refused");
        foreach (string command in s_commands)
        {
            stage.Process(command, async p =>
            {
                long fd = await p.Open(path);
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

        stage.Never($"two processes hold {path}", () => holders.Value > 1);
        stage.Reach("both processes had the device in turn", () => turns.Value == 2 && holders.Value == 0);
        stage.Reach("one was refused", () => refused.Value == 1);
    }

    /// <summary>Two processes open and close the device; whoever is last opens it again, when nobody has it.</summary>
    internal void OpenedAgain(Stage stage)
    {
        Node(stage);
        var done = stage.Ghost("done");
        var again = stage.Ghost("opened again");
        foreach (string command in s_commands)
        {
            stage.Process(command, async p =>
            {
                long fd = await p.Open(path);
                if (fd >= 0)
                {
                    await p.Close(fd);
                }

                done.Value++;
                if (done.Value == 2)
                {
                    again.Value = await p.Open(path);
                    await p.Compute("has asked again");
                }
            });
        }

        stage.Never("the device is busy although nobody has it", () => again.Value == -Errno.EBUSY, "busy-for-ever");
        stage.Reach("the device was opened again", () => again.Value > 0);
    }

    /// <summary>A process opens and closes the device while rmmod removes the module.</summary>
    internal void OpenerAndRmmod(Stage stage) => UserAndRmmod(stage, reads: false);

    /// <summary>A process opens the device, reads and closes it while rmmod removes the module.</summary>
    internal void ReaderAndRmmod(Stage stage) => UserAndRmmod(stage, reads: true);

    /// <summary>A process closes the device, for which <c>rmmod -w</c> waits.</summary>
    internal void CloserAndRmmod(Stage stage)
    {
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
            before: async p => fd.Value = await p.Open(path));
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(module, DeleteFlags.Wait) == 0 ? 1 : 0);
        stage.Reach("the device was closed and the module removed", () => closed.Value == 1 && removed.Value == 1);
    }

    private void UserAndRmmod(Stage stage, bool reads)
    {
        Node(stage);
        var buffer = stage.UserBuffer("buffer", 8);
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(path);
            if (fd >= 0)
            {
                used.Value = !reads || await p.Read(fd, buffer, 1) >= 0 ? 1 : 0;
                await p.Close(fd);
            }
        });
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(module) == 0 ? 1 : 0);
        stage.Reach("the module was removed", () => removed.Value == 1);
        stage.Reach("the device was used", () => used.Value == 1);
    }
}
