using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>One open file with several users: threads, forks, dup. -&gt;release runs once, after the last of them.</summary>
public sealed class SharedFileTests
{
    private const string Path = FileModule.Path;

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_close_by_another_thread_leaves_the_release_to_the_reader(string environment)
        => Explored.MustProve(environment, stage => ReaderAndCloser(stage, share: true));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_close_of_another_open_file_does_not_wait_for_the_reader(string environment)
        => Explored.MustFind(environment, "never", stage => ReaderAndCloser(stage, share: false));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Release_runs_once_after_the_last_of_forks_and_dups(string environment)
        => Explored.MustProve(environment, stage => ForkAndDup(stage, closings: 3));

    [Fact]
    public void Release_does_not_wait_for_more_than_the_last()
        => Explored.MustFind("S26", "never", stage => ForkAndDup(stage, closings: 4));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void After_an_open_that_failed_there_is_nothing_to_release_and_nothing_in_use(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var releases = stage.Ghost("releases");
            stage.Load(k => new FileModule(k)
            {
                Open = (_, _) => new KTask<int>(-Errno.EBUSY),
                Release = _ =>
                {
                    releases.Value++;
                    return new KTask<int>(0);
                },
            });
            var opened = stage.Ghost("opened");
            var removed = stage.Ghost("removed");
            stage.Process("sh", async p =>
            {
                opened.Value = await p.Open(Path);
                removed.Value = 1 + await p.Rmmod(FileModule.ModuleName);
                await p.Compute();
            });
            stage.Never("released", () => releases.Value != 0);
            stage.Reach("refused, and removed", () => opened.Value == -Errno.EBUSY && removed.Value == 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Threads_see_what_the_other_closed_and_forks_do_not(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new FileModule(k));
            var fd = stage.Ghost("descriptor");
            var closed = stage.Ghost("closed");
            var thread = stage.Ghost("thread's result");
            var child = stage.Ghost("child's result");
            var main = stage.Process(
                "main",
                async p =>
                {
                    await p.Close(fd.Value);
                    closed.Value = 1;
                    await p.Compute();
                },
                before: async p => fd.Value = await p.Open(Path));
            stage.Fork(main, async p =>
            {
                child.Value = 1 + await p.Read(fd.Value, Address.Null, 1);
                await p.Compute();
            });
            stage.Thread(main, async p =>
            {
                await p.Compute();
                long after = closed.Value;
                long result = await p.Read(fd.Value, Address.Null, 1);
                thread.Value = after == 1 ? result : 0;
                await p.Compute();
            });
            stage.Never("the child lost its descriptor", () => child.Value is not 0 and not 1);
            stage.Never("another answer in the thread", () => thread.Value is not 0 and not -Errno.EBADF);
            stage.Reach("EBADF in the thread, not in the child", () => thread.Value == -Errno.EBADF && child.Value == 1);
        });

    private static void ReaderAndCloser(Stage stage, bool share)
    {
        var inside = stage.Ghost("inside");
        var releases = stage.Ghost("releases");
        var releaser = stage.Ghost("who released");
        var early = stage.Ghost("released while somebody reads");
        stage.Load(k => new FileModule(k)
        {
            Read = async (m, _, _) =>
            {
                inside.Value = 1;
                await m.Value.Store(1);
                await m.Value.Load();
                inside.Value = 0;
                return 0;
            },
            Release = m =>
            {
                releases.Value++;
                releaser.Value = m.Kernel.Current.Pid;
                early.Value |= inside.Value;
                return new KTask<int>(0);
            },
        });
        var own = stage.Ghost("reader's descriptor");
        var other = stage.Ghost("closer's descriptor");
        var reader = stage.Process(
            "reader",
            async p => await p.Read(own.Value, Address.Null, 1),
            before: async p => other.Value = own.Value = await p.Open(Path));
        if (share)
        {
            stage.Thread(reader, async p => await p.Close(own.Value));
            stage.Never("released twice", () => releases.Value > 1);
            stage.Reach("released", () => releases.Value == 1);
            if (stage.Kernel.Profile is { IsSmp: true, Generation: not KernelGeneration.V20 })
            {
                stage.Reach("released by the reader", () => releaser.Value == reader.Pid);
            }
        }
        else
        {
            stage.Process("closer", async p => await p.Close(other.Value), before: async p => other.Value = await p.Open(Path));
        }

        stage.Never("released while somebody reads", () => early.Value == 1);
    }

    private static void ForkAndDup(Stage stage, int closings)
    {
        var begun = stage.Ghost("closings begun");
        var releases = stage.Ghost("releases");
        stage.Load(k => new FileModule(k)
        {
            Release = async m =>
            {
                await m.Value.Store(1);
                releases.Value++;
                return 0;
            },
        });
        var fd = stage.Ghost("descriptor");
        var copy = stage.Ghost("its copy");
        var parent = stage.Process(
            "parent",
            async p =>
            {
                begun.Value++;
                await p.Close(fd.Value);
            },
            before: async p => fd.Value = await p.Open(Path));
        stage.Fork(parent, async p =>
        {
            copy.Value = await p.Dup(fd.Value);
            begun.Value++;
            await p.Close(fd.Value);
            begun.Value++;
            await p.Close(copy.Value);
        });
        stage.Never("released too early", () => releases.Value == 1 && begun.Value < closings);
        stage.Never("released twice", () => releases.Value > 1);
        stage.Reach("released", () => releases.Value == 1 && begun.Value == 3);
    }
}
