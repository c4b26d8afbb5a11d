using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>rmmod of 2.0, 2.6.11 and 6.8: plain, waiting and by force, and the window in which a module is GOING.</summary>
public sealed class LifeCycleTests
{
    private const string Path = FileModule.Path;
    private const string Name = FileModule.ModuleName;

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_module_in_use_is_refused_then_removed_then_unknown(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(PinsItself);
            var results = Enumerable.Range(0, 4).Select(i => stage.Ghost($"result {i}")).ToArray();
            var done = stage.Ghost("done");
            stage.Process("user", async p =>
            {
                long fd = await p.Open(Path);
                results[0].Value = await p.Rmmod(Name);
                await p.Close(fd);
                results[1].Value = await p.Rmmod(Name);
                results[2].Value = await p.Rmmod(Name);
                results[3].Value = await p.Open(Path);
                done.Value = 1;
                await p.Compute();
            });
            long inUse = environment == "B20" ? -Errno.EBUSY : -Errno.EAGAIN;
            stage.Never(
                "other answers",
                () => done.Value == 1 && !results.Select(r => r.Value).SequenceEqual([inUse, 0, -Errno.ENOENT, -Errno.ENOENT]));
            stage.Reach("all answers", () => done.Value == 1 && module.State == ModuleState.Unloaded);
        });

    [Theory]
    [InlineData("U0", 0)]
    [InlineData("UP", 0)]
    [InlineData("S26", 0)]
    [InlineData("S26p", 0)]
    [InlineData("B20", -Errno.EBUSY)]
    [InlineData("S68", -Errno.EAGAIN)]
    [InlineData("S68p", -Errno.EAGAIN)]
    public void Rmmod_that_waits_does_so_in_2_6_alone(string environment, int whileOpen)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(PinsItself);
            var fd = stage.Ghost("descriptor");
            var closed = stage.Ghost("closing");
            var result = stage.Ghost("result");
            var back = stage.Ghost("back");
            var early = stage.Ghost("began while it was open");
            stage.Process(
                "holder",
                async p =>
                {
                    await p.Compute();
                    closed.Value = 1;
                    await p.Close(fd.Value);
                },
                before: async p => fd.Value = await p.Open(Path));
            stage.Process("rmmod", async p =>
            {
                await p.Compute();
                early.Value = closed.Value == 0 ? 1 : 0;
                result.Value = await p.Rmmod(Name, DeleteFlags.Wait);
                back.Value = 1;
                await p.Compute();
            });
            stage.Never("removed while it was open", () => back.Value == 1 && result.Value == 0 && closed.Value == 0);
            stage.Never("another answer", () => back.Value == 1 && result.Value != 0 && result.Value != whileOpen);
            stage.Reach("asked while it was open", () => back.Value == 1 && early.Value == 1 && result.Value == whileOpen);
            stage.Reach("removed", () => back.Value == 1 && result.Value == 0);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Rmmod_by_force_frees_what_is_in_use(string environment)
        => Explored.MustFind(environment, "use-after-free", stage => Force(stage, 0));

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Where_removal_closes_what_is_open_force_leaves_nothing_behind(string environment)
        => Explored.MustProve(environment, stage => Force(stage, 0));

    [Fact]
    public void There_is_no_force_in_2_0() => Explored.MustProve("B20", stage => Force(stage, -Errno.EBUSY));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_count_below_zero_is_complained_of(string environment)
    {
        Explored.MustFind(environment, "refcount-underflow", stage => OpenAndClose(stage, k => new FileModule(k) { Release = Drop }));
        Explored.MustProve(environment, stage => OpenAndClose(stage, PinsItself));
    }

    [Fact]
    public void In_2_0_a_module_that_is_entered_while_it_is_cleaned_up_is_freed_with_the_last_use()
        => Explored.MustProve("B20", stage =>
        {
            var module = stage.Load(SleepsInExit);
            var deleted = stage.Ghost("closes a module that is deleted");
            OpenerAndRmmod(stage, () => deleted.Value = module.State == ModuleState.Deleted ? 1 : deleted.Value);
            stage.Reach("deleted, and used", () => module.State == ModuleState.Deleted && deleted.Value == 1);
            stage.Reach("freed after that", () => module.State == ModuleState.Unloaded && deleted.Value == 1);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    public void A_look_up_in_the_GOING_window_gives_an_inode_without_a_reference(string environment)
    {
        string kind = Explored.In(environment, Going).Findings.Select(f => f.Kind).FirstOrDefault("none");
        Assert.Contains(kind, new[] { "refcount-underflow", "double-put", "use-after-free" });
        Explored.MustProve(environment, Going, kernelFix: "pde_users");

        static void Going(Stage stage)
        {
            stage.Load(k => new FileModule(k));
            OpenerAndRmmod(stage, null);
        }
    }

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void A_look_up_in_the_GOING_window_of_6_8_finds_nothing_or_is_waited_for(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new FileModule(k));
            OpenerAndRmmod(stage, null);
        });

    [Theory]
    [InlineData("UP", true)]
    [InlineData("S26", true)]
    [InlineData("S26p", true)]
    [InlineData("U0", false)]
    [InlineData("B20", false)]
    public void An_entry_that_is_seen_before_it_is_complete_is_used_without_its_owner(string environment, bool found)
    {
        if (found)
        {
            Explored.MustFind(environment, "refcount-underflow", Early);
        }

        Explored.MustProve(environment, Early, kernelFix: found ? "proc_create" : null);

        static void Early(Stage stage)
        {
            stage.Make(k => new FileModule(k));
            var opened = stage.Ghost("opened");
            stage.Process("insmod", async p => await p.Insmod(Name));
            stage.Process("cat", async p => await OpenOnce(p, opened, null));
            stage.Reach("the file was there", () => opened.Value == 1);
        }
    }

    private static FileModule PinsItself(LinuxKernel kernel) => new(kernel) { Open = Take, Release = Drop };

    private static FileModule SleepsInExit(LinuxKernel kernel)
        => new(kernel) { BeforeRemoval = async m => await m.GiveWay() };

    private static async KTask<int> Take(FileModule module, OpenFile file) => await module.Get() != 0 ? 0 : -Errno.ENODEV;

    private static async KTask<int> Drop(FileModule module)
    {
        await module.Put();
        return 0;
    }

    private static void Force(Stage stage, int expected)
    {
        stage.Load(PinsItself);
        var fd = stage.Ghost("descriptor");
        var result = stage.Ghost("result");
        var done = stage.Ghost("done");
        stage.Process(
            "sh",
            async p =>
            {
                result.Value = await p.Rmmod(Name, DeleteFlags.Force | DeleteFlags.NonBlock);
                done.Value = 1;
                await p.Close(fd.Value);
            },
            before: async p => fd.Value = await p.Open(Path));
        stage.Never("another answer", () => done.Value == 1 && result.Value != expected);
        stage.Reach("an answer", () => done.Value == 1);
    }

    private static void OpenAndClose(Stage stage, Func<LinuxKernel, FileModule> module)
    {
        stage.Load(module);
        var opened = stage.Ghost("opened");
        stage.Process("cat", async p => await OpenOnce(p, opened, null));
        stage.Reach("opened", () => opened.Value == 1);
    }

    private static void OpenerAndRmmod(Stage stage, Action? beforeClose)
    {
        var opened = stage.Ghost("opened");
        var removed = stage.Ghost("removed");
        stage.Process("cat", async p => await OpenOnce(p, opened, beforeClose));
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(Name) == 0 ? 1 : 0);
        stage.Reach("opened", () => opened.Value == 1);
        stage.Reach("removed", () => removed.Value == 1);
    }

    private static async KTask OpenOnce(UserProcess process, Ghost opened, Action? beforeClose)
    {
        long fd = await process.Open(Path);
        if (fd >= 0)
        {
            opened.Value = 1;
            await process.Compute();
            beforeClose?.Invoke();
            await process.Close(fd);
        }
    }
}
