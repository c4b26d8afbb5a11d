using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Modules;

/// <summary>The corrected spy with one fix taken out: each bug comes back on the stage that was made for it.</summary>
public sealed class SyscallSpyMutantTests
{
    private delegate OpenSpy Make(LinuxKernel kernel, string name);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_removal_that_does_not_wait_leaves_somebody_in_freed_text(string environment)
        => MustComeBack(environment, "freed-text", (k, name) => new DoesNotWait(k, name), Spies.OneLoaded, SyscallScenarios.OpenAndRmmod);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void A_spy_that_does_not_unregister_is_called_when_it_is_gone(string environment)
        => MustComeBack(environment, "freed-text", (k, name) => new StaysRegistered(k, name), Spies.BothLoaded, SyscallScenarios.RmmodThenOpen);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_line_in_pieces_is_torn(string environment)
        => MustComeBack(environment, "torn-log", (k, name) => new PrintsPieces(k, name), Spies.OneLoaded, SyscallScenarios.TwoOpeners);

    [Theory]
    [InlineData("UP")]
    [InlineData("B20")]
    [InlineData("S68")]
    public void A_name_that_is_read_again_is_another_one(string environment)
        => MustComeBack(environment, "wrong-log", (k, name) => new ReadsAgain(k, name), Spies.OneLoaded, SyscallScenarios.ChangedName);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_uid_that_is_loaded_again_is_another_one(string environment)
        => MustComeBack(environment, "wrong-log", (k, name) => new LoadsAgain(k, name), Spies.OneLoaded, SyscallScenarios.ChangedUid);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void A_name_that_is_read_again_need_not_have_an_end_any_more(string environment)
    {
        Explored.MustFind(environment, "soft-lockup", stage => NameLosesItsEnd(stage, (k, name) => new ReadsAgain(k, name)));
        Explored.MustProve(environment, stage => NameLosesItsEnd(stage, (k, name) => new SyscallSpyFixed(k, name)));
    }

    [Fact]
    public void An_observer_that_is_removed_is_not_waited_for_by_others()
        => Explored.MustProve("S26p", stage =>
        {
            // Two come and go while a file is opened; whoever waits does so for the callers of its own function only.
            var spies = Spies.BothLoaded(stage, (k, name) => new SyscallSpyFixed(k, name));
            stage.PlainFile("/a");
            var path = stage.UserString("path", "/a");
            var gone = stage.Ghost("gone");
            stage.Process("cat", async p => await p.OpenPath(path));
            stage.Process("rmmod", async p =>
            {
                await p.Rmmod(spies.A.Name);
                await p.Rmmod(spies.B.Name);
                gone.Value = 1;
                await p.Compute();
            });
            stage.Reach("both are gone", () => gone.Value == 1 && !spies.A.IsReached && !spies.B.IsReached);
        });

    private static void MustComeBack(
        string environment,
        string kind,
        Make mutant,
        Func<Stage, Func<LinuxKernel, string, OpenSpy>, Spies> put,
        Action<Stage, Spies> build)
        => Explored.MustFind(environment, kind, stage => build(stage, put(stage, (k, name) => mutant(k, name))));

    /// <summary>A short name in front of a long stretch of memory; its NUL is overwritten.</summary>
    private static void NameLosesItsEnd(Stage stage, Make make)
    {
        stage.Load(k => make(k, "syscall_a"), "uid=500");
        var a = stage.PlainFile("/a");
        var path = stage.UserText("path", "/a\0" + new string('x', 4200));
        stage.Process("cat", async p => await p.OpenPath(path), euid: 500);
        stage.Process("thread", async p => await p.Store(path + 2, (byte)'x'));
        stage.Reach("the file was opened", () => a.Users == 1);
    }

    private sealed class DoesNotWait(LinuxKernel kernel, string name) : SyscallSpyFixed(kernel, name)
    {
        protected override KTask Unhook() => RemoveOpenObserver(Observer);
    }

    private sealed class StaysRegistered(LinuxKernel kernel, string name) : SyscallSpyFixed(kernel, name)
    {
        protected override KTask Unhook() => KTask.Completed;
    }

    private sealed class PrintsPieces(LinuxKernel kernel, string name) : SyscallSpyFixed(kernel, name)
    {
        protected override async KTask LogOpen(int uid, KernelName name)
        {
            Printk($"Opened file by {uid}: ");
            byte c;
            for (int i = 0; (c = await At<byte>(name.Text + i).Load()) != 0; i++)
            {
                Printk($"{(char)c}");
            }

            Printk("\n");
        }
    }

    private sealed class ReadsAgain(LinuxKernel kernel, string name) : SyscallSpyFixed(kernel, name)
    {
        protected override async KTask LogOpen(int uid, KernelName name)
        {
            string text = "";
            int c;
            for (int i = 0; (c = await GetUser(name.UserPointer + i)) > 0; i++)
            {
                text += (char)c;
            }

            Printk(KernLevel.Warning, $"Opened file by {uid}: {text}\n");
        }
    }

    private sealed class LoadsAgain(LinuxKernel kernel, string name) : SyscallSpyFixed(kernel, name)
    {
        protected override async KTask<int> UidToLog(int compared) => await Uid.Load();
    }
}
