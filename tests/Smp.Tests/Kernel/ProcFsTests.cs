using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>
/// Removal of an entry of /proc against its use: 2.6.11, which clears f_op and waits for nobody, and pde_users, with
/// which callers are waited for and -&gt;release runs once.
/// </summary>
public sealed class ProcFsTests
{
    private const string Path = FileModule.Path;
    private const string Name = FileModule.ModuleName;
    private const int SigTerm = 15;

    public static TheoryData<string> WithPdeUsers => ["U0", "UP", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(WithPdeUsers))]
    public void Removal_waits_for_a_caller_that_is_inside(string environment)
        => Explored.MustProve(environment, SleeperAndRmmod, kernelFix: "pde_users");

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Without_pde_users_a_module_is_freed_with_a_caller_asleep_inside(string environment)
        => Assert.Contains("leftover", Explored.AllIn(environment, SleeperAndRmmod).Findings.Select(f => f.Kind));

    [Theory]
    [MemberData(nameof(WithPdeUsers))]
    public void Release_runs_once_by_removal_or_by_close(string environment)
        => Explored.MustProve(environment, CloserAndRmmod, kernelFix: "pde_users");

    [Theory]
    [InlineData("UP")]
    [InlineData("S26p")]
    [InlineData("S68")]
    public void Two_files_are_released_once_each_whoever_waits_for_whom(string environment)
        => Explored.MustProve(environment, TwoClosersAndRmmod, kernelFix: "pde_users");

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void Without_pde_users_a_file_that_was_open_is_never_released(string environment)
        => Explored.MustFind(environment, "never", CloserAndRmmod);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Use_after_removal_is_EIO_and_ENOENT(string environment)
        => Explored.MustProve(environment, stage => UseAfterRemoval(stage, -Errno.EIO), kernelFix: "pde_users");

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void Use_after_removal_in_2_6_11_is_EINVAL(string environment)
        => Explored.MustProve(environment, stage => UseAfterRemoval(stage, -Errno.EINVAL));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Operations_that_are_cleared_between_test_and_use_are_a_NULL_pointer(string environment)
    {
        var kinds = Explored.AllIn(environment, ReaderAndRmmod).Findings.Select(f => f.Kind).Distinct();
        Assert.Contains("bad-address", kinds);
        Explored.MustProve(environment, ReaderAndRmmod, kernelFix: "pde_users");
    }

    /// <summary>A process sleeps in a write until it is killed; the module is removed meanwhile.</summary>
    private static void SleeperAndRmmod(Stage stage)
    {
        var inside = stage.Ghost("inside");
        var module = stage.Load(k => new FileModule(k)
        {
            Owned = false,
            Write = async (m, _, _) =>
            {
                inside.Value = 1;
                int result = await m.WaitUntilSet();
                inside.Value = 2;
                return result;
            },
        });
        var fd = stage.Ghost("descriptor");
        var writer = stage.Process(
            "writer",
            async p => await p.Write(fd.Value, Address.Null, 1),
            before: async p => fd.Value = await p.Open(Path, OpenFlags.WriteOnly));
        stage.Process("kill", async p => await p.Kill(writer.Pid, SigTerm));
        stage.Process("rmmod", async p => await p.Rmmod(Name));
        stage.Never("removed while somebody is inside", () => module.State == ModuleState.Unloaded && inside.Value == 1);
        stage.Reach("somebody was inside, and it was removed", () => module.State == ModuleState.Unloaded && inside.Value == 2);
    }

    /// <summary>A process closes its file while the module is removed. Who runs -&gt;release is told by the process.</summary>
    private static void CloserAndRmmod(Stage stage)
    {
        var releases = stage.Ghost("releases");
        var releaser = stage.Ghost("who released");
        stage.Load(k => new FileModule(k)
        {
            Owned = false,
            Release = async m =>
            {
                await m.Value.Store(1);
                releases.Value++;
                releaser.Value = m.Kernel.Current.Pid;
                return 0;
            },
        });
        var fd = stage.Ghost("descriptor");
        var closed = stage.Ghost("closed");
        var removed = stage.Ghost("removed");
        var cat = stage.Process(
            "cat",
            async p =>
            {
                await p.Close(fd.Value);
                closed.Value = 1;
                await p.Compute();
            },
            before: async p => fd.Value = await p.Open(Path));
        var rmmod = stage.Process("rmmod", async p =>
        {
            removed.Value = await p.Rmmod(Name) == 0 ? 1 : 0;
            await p.Compute();
        });
        stage.Never("released twice", () => releases.Value > 1);
        stage.Never("not released", () => closed.Value == 1 && removed.Value == 1 && releases.Value == 0);
        stage.Reach("released by close", () => closed.Value == 1 && releaser.Value == cat.Pid);
        stage.Reach("released by removal", () => closed.Value == 1 && releaser.Value == rmmod.Pid);
    }

    private static void TwoClosersAndRmmod(Stage stage)
    {
        var releases = stage.Ghost("releases");
        var module = stage.Load(k => new FileModule(k)
        {
            Owned = false,
            Release = async m =>
            {
                await m.Value.Store(1);
                releases.Value++;
                return 0;
            },
        });
        for (int i = 0; i < 2; i++)
        {
            var fd = stage.Ghost($"descriptor {i}");
            stage.Process("cat", async p => await p.Close(fd.Value), before: async p => fd.Value = await p.Open(Path));
        }

        stage.Process("rmmod", async p => await p.Rmmod(Name));
        stage.Never("freed with a file that was not released", () => module.State == ModuleState.Unloaded && releases.Value < 2);
        stage.Never("released twice", () => releases.Value > 2);
        stage.Reach("freed", () => module.State == ModuleState.Unloaded && releases.Value == 2);
    }

    private static void UseAfterRemoval(Stage stage, int expected)
    {
        stage.Load(k => new FileModule(k) { Owned = false });
        var results = Enumerable.Range(0, 5).Select(i => stage.Ghost($"result {i}")).ToArray();
        var done = stage.Ghost("done");
        stage.Process("user", async p =>
        {
            long fd = await p.Open(Path, OpenFlags.ReadWrite);
            results[0].Value = await p.Rmmod(Name);
            results[1].Value = await p.Read(fd, Address.Null, 1);
            results[2].Value = await p.Write(fd, Address.Null, 1);
            results[3].Value = await p.Open(Path);
            results[4].Value = await p.Close(fd);
            done.Value = 1;
            await p.Compute();
        });
        stage.Never(
            "other answers",
            () => done.Value == 1 && !results.Select(r => r.Value).SequenceEqual([0, expected, expected, -Errno.ENOENT, 0]));
        stage.Reach("all answers", () => done.Value == 1);
    }

    private static void ReaderAndRmmod(Stage stage)
    {
        stage.Load(k => new FileModule(k) { Owned = false });
        var fd = stage.Ghost("descriptor");
        var result = stage.Ghost("result");
        stage.Process(
            "cat",
            async p =>
            {
                result.Value = 1 + await p.Read(fd.Value, Address.Null, 1);
                await p.Compute();
            },
            before: async p => fd.Value = await p.Open(Path));
        stage.Process("rmmod", async p => await p.Rmmod(Name));
        stage.Reach("a read went through", () => result.Value == 1);
    }
}
