using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Files of /proc that are the kernel's own: one text a reader, made when it first reads.</summary>
public sealed class KernelProcFileTests
{
    private const string Path = "/proc/counter";

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_text_is_read_in_pieces_and_ends(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.KernelProcFile(Path, () => "hello\n");
            var buffer = stage.UserBuffer("buffer", 8);
            var right = stage.Ghost("right answers");
            stage.Process("cat", async p =>
            {
                long fd = await p.Open(Path);
                right.Value += await p.Read(fd, buffer, 4) == 4 ? 1 : 0;
                right.Value += await p.Read(fd, buffer + 4, 4) == 2 ? 1 : 0;
                right.Value += await p.Read(fd, buffer, 4) == 0 ? 1 : 0;
                right.Value += await p.Write(fd, buffer, 4) == -Errno.EBADF ? 1 : 0;
                right.Value += await p.Close(fd) == 0 ? 1 : 0;
                await p.Compute();
            });
            stage.Reach("all right", () => right.Value == 5 && TextOf(stage, buffer, 6) == "hello\n");
        });

    [Fact]
    public void What_nobody_added_is_not_there_and_users_may_not_write()
        => Explored.MustProve("S26", stage =>
        {
            stage.KernelProcFile(Path, () => "");
            var buffer = stage.UserBuffer("buffer", 8);
            var right = stage.Ghost("right answers");
            stage.Process(
                "cat",
                async p =>
                {
                    right.Value += await p.Open("/proc/nothing") == -Errno.ENOENT ? 1 : 0;
                    right.Value += await p.Open(Path, OpenFlags.WriteOnly) == -Errno.EACCES ? 1 : 0;
                    long fd = await p.Open(Path);
                    right.Value += await p.Read(fd, buffer, 8) == 0 ? 1 : 0;
                    right.Value += await p.Close(fd) == 0 ? 1 : 0;
                    await p.Compute();
                },
                euid: 500);
            stage.Reach("all right", () => right.Value == 4);
        });

    [Fact]
    public void Root_may_open_it_for_writing_and_can_write_nothing()
        => Explored.MustProve("S26", stage =>
        {
            stage.KernelProcFile(Path, () => "");
            var buffer = stage.UserBuffer("buffer", 8);
            var result = stage.Ghost("result");
            stage.Process("echo", async p =>
            {
                result.Value = await p.Write(await p.Open(Path, OpenFlags.WriteOnly), buffer, 8);
                await p.Compute();
            });
            stage.Reach("refused", () => result.Value == -Errno.EIO);
        });

    /// <summary>Two variables that are changed one after the other: one read sees them at one moment, two reads do not.</summary>
    [Fact]
    public void One_read_is_one_moment_and_two_open_files_are_two()
    {
        static void Build(Stage stage, bool opensTwice)
        {
            var first = stage.KernelInt("first");
            var second = stage.KernelInt("second");
            stage.KernelProcFile(Path, () => $"{stage.Computer.Memory.Read<int>(first.Address)}{stage.Computer.Memory.Read<int>(second.Address)}");
            var buffer = stage.UserBuffer("buffer", 4);
            var done = stage.Ghost("done");
            stage.KernelThread("writer", async () =>
            {
                await first.Store(1);
                await second.Store(1);
            });
            stage.Process("cat", async p =>
            {
                long fd = await p.Open(Path);
                await p.Read(fd, buffer, 1);
                if (opensTwice)
                {
                    await p.Close(fd);
                    fd = await p.Open(Path);
                    await p.Read(fd, buffer + 2, 1);
                }

                await p.Read(fd, buffer + 1, 1);
                await p.Close(fd);
                done.Value = 1;
                await p.Compute();
            });
            stage.Never("the second without the first", () => done.Value == 1 && TextOf(stage, buffer, 2) == "01");
            stage.Reach("it was read", () => done.Value == 1 && TextOf(stage, buffer, 2) == "11");
        }

        Explored.MustProve("S26", stage => Build(stage, opensTwice: false));
        Explored.MustFind("S26", "never", stage => Build(stage, opensTwice: true));
    }

    private static string TextOf(Stage stage, Address buffer, int length)
        => new([.. Enumerable.Range(0, length).Select(i => (char)new Shared<byte>(stage.Computer, buffer + i).Inspect())]);
}
