using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>open(2) of a path in user memory: getname, the answers of open, and who may change the name meanwhile.</summary>
public sealed class PathTests
{
    private const int PathMax = 4096;

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68p")]
    public void Each_bad_name_has_its_own_errno(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.PlainFile("/a");
            var good = stage.UserString("good", "/a");
            var missing = stage.UserString("missing", "/b");
            var empty = stage.UserString("empty", "");
            var longest = stage.UserString("longest", new string('x', PathMax - 1));
            var tooLong = stage.UserString("too long", new string('x', PathMax));
            var unended = stage.UserText("unended", "/a");
            var seen = stage.Ghost("right answers");
            stage.Process("user", async p =>
            {
                (Address Path, long Answer)[] expected =
                [
                    (good, 3), (missing, -Errno.ENOENT), (empty, -Errno.ENOENT), (longest, -Errno.ENOENT),
                    (tooLong, -Errno.ENAMETOOLONG), (unended, -Errno.EFAULT), (Address.Null, -Errno.EFAULT),
                ];
                foreach (var (path, answer) in expected)
                {
                    seen.Value += await p.OpenPath(path) == answer ? 0 : 100;
                    seen.Value++;
                }

                await p.Compute();
            });
            stage.Never("another answer", () => seen.Value >= 100);
            stage.Reach("all answers", () => seen.Value == 7);
        });

    [Fact]
    public void A_descriptor_is_free_again_after_close()
        => Explored.MustProve("S26", stage =>
        {
            var file = stage.PlainFile("/a");
            var path = stage.UserString("path", "/a");
            var again = stage.Ghost("second descriptor");
            stage.Process("user", async p =>
            {
                await p.Close(await p.OpenPath(path));
                again.Value = await p.OpenPath(path);
                await p.Compute();
            });
            stage.Never("another descriptor, or another count", () => again.Value != 0 && (again.Value != 3 || file.Users > 1));
            stage.Reach("open a second time", () => again.Value == 3 && file.Users == 1);
            stage.Reach("closed at exit", () => again.Value == 3 && file.Users == 0);
        });

    [Theory]
    [InlineData("U0", false)]
    [InlineData("U0", true)]
    [InlineData("B20", false)]
    [InlineData("S26", false)]
    public void The_name_is_copied_at_one_moment(string environment, bool faults)
        => Explored.MustProve(
            environment,
            stage =>
            {
                // Of the four names that the four bytes can spell, the two that nobody ever sees at once.
                var before = stage.PlainFile("/aa");
                var between = stage.PlainFile("/ba");
                var after = stage.PlainFile("/bb");
                var torn = stage.PlainFile("/ab");
                var path = stage.UserString("path", "/aa");
                stage.Process("cat", async p => await p.OpenPath(path));
                stage.Process("thread", async p =>
                {
                    await p.Store(path + 1, (byte)'b');
                    await p.Store(path + 2, (byte)'b');
                });
                stage.Never("a name that never stood there was opened", () => torn.Users != 0);
                stage.Reach("before", () => before.Users == 1);
                stage.Reach("between", () => between.Users == 1);
                stage.Reach("after", () => after.Users == 1);
            },
            faults);

    [Fact]
    public void A_path_below_proc_goes_to_procfs()
        => Explored.MustProve("S26", stage =>
        {
            stage.Load(k => new TestModule(k, _ => new KTask<long>(1)));
            var path = stage.UserString("path", "/proc/test");
            var results = stage.Ghost("result");
            stage.Process("user", async p =>
            {
                long fd = await p.OpenPath(path, OpenFlags.WriteOnly);
                results.Value = await p.Write(fd, Address.Null, 1);
                await p.Compute();
            });
            stage.Reach("it was written", () => results.Value == 1);
        });

    [Fact]
    public void Where_there_is_a_table_a_constant_path_is_refused()
    {
        var result = Explored.In("U0", stage =>
        {
            _ = stage.Kernel.SyscallTable.Entry(SyscallTable.Open);
            stage.Process("user", async p => await p.Open("/proc/test"));
        });
        Assert.Contains("OpenPath", result.ErrorMessage, StringComparison.Ordinal);
    }
}
