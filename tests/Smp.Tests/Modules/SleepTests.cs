using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Modules;

/// <summary>
/// sleep.c: the race where the catalogue says it is, the controls that must stay silent, and each fix of the twin taken
/// out again.
/// </summary>
public sealed class SleepTests
{
    private const string Path = "/proc/sleep";

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p"];

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void A_holder_who_closes_and_two_waiters_end_with_two_holders(string environment)
    {
        var finding = Explored.MustFind(environment, "never", stage => HolderAndWaiters(stage, k => new Sleep(k), 2));
        Assert.Equal("SLP-1", finding.Bug);
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void Not_under_the_one_lock_and_not_on_one_cpu_that_does_not_preempt(string environment)
        => Explored.MustProve(environment, stage => HolderAndWaiters(stage, k => new Sleep(k), 2));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void The_twin_serves_a_holder_and_two_waiters_one_after_the_other(string environment)
        => Explored.MustProve(environment, stage => HolderAndWaiters(stage, k => new SleepFixed(k), 2));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Control_no_wake_up_is_lost_between_a_closer_and_a_waiter(string environment)
        => Explored.MustProve(environment, stage => HolderAndWaiters(stage, k => new Sleep(k), 1));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void Control_a_new_opener_may_overtake_a_waiter_and_nothing_is_said(string environment)
        => Explored.MustProve(environment, stage =>
        {
            HolderAndWaiters(stage, k => new SleepFixed(k), 1);
            var overtaken = stage.Ghost("overtaken");
            var turns = stage.Ghost("late turns");
            stage.Process("late", async p =>
            {
                long fd = await p.Open(Path);
                turns.Value++;
                overtaken.Value = 1;
                await p.Close(fd);
            });
            stage.Reach("the late one had its turn", () => turns.Value == 1);
        });

    [Fact]
    public void Whoever_uses_what_a_count_that_came_to_zero_too_early_has_freed_it_is_the_reference_that_was_refused()
    {
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-12")!, Environments.Find("S26")!);
        var result = new Hunt(subject, new HuntOptions { Workers = 1, KeepGoing = true, Strategy = HuntOptions.Exhaustive, Notes = false, Shrink = false })
            .Run(null, CancellationToken.None);

        Assert.Equal(["SLP-11", "SLP-12", "SLP-17"], result.Findings.Select(f => f.Bug).Distinct().Order());
    }

    [Fact]
    public void Control_two_runs_of_the_same_search_are_the_same()
    {
        string Token()
        {
            var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1")!, Environments.Find("S26")!);
            return new Hunt(subject, new HuntOptions { Workers = 1 }).Run(null, CancellationToken.None).Findings[0].Token.ToString();
        }

        Assert.Equal(Token(), Token());
    }

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Mutant_a_claim_that_tests_and_then_sets_has_two_holders_again(string environment)
        => Explored.MustFind(environment, "never", stage => HolderAndWaiters(stage, k => new TestThenSet(k), 2));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Mutant_a_non_blocking_open_that_asks_twice_sleeps(string environment)
    {
        Explored.MustFind(environment, "nonblock-sleeps", stage => NonBlockingNeverSleeps(stage, k => new AskTwice(k)));
        Explored.MustProve(environment, stage => NonBlockingNeverSleeps(stage, k => new SleepFixed(k)));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Mutant_a_wait_that_no_signal_can_end_hangs(string environment)
    {
        Explored.MustFind(environment, "hung-task", stage => SignalledWaiter(stage, k => new DeafWait(k)));
        Explored.MustProve(environment, stage => SignalledWaiter(stage, k => new SleepFixed(k)));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Mutant_a_close_that_wakes_nobody_hangs_the_waiter(string environment)
        => Explored.MustFind(environment, "hung-task", stage => HolderAndWaiters(stage, k => new NoWake(k), 1));

    [Fact]
    public void The_race_and_its_twin_share_one_stage()
    {
        var catalogue = new Catalogue();
        var profile = Environments.Find("S26")!;
        ulong Fingerprint(string name) => new ScenarioSubject(catalogue.Find(name)!, profile).Build().StageFingerprint;
        Assert.Equal(Fingerprint("sleep/SLP-1"), Fingerprint("sleep/SLP-1.fixed"));
    }

    private static void HolderAndWaiters(Stage stage, Func<LinuxKernel, KernelModule> module, int waiters)
    {
        stage.Load(module);
        var holders = stage.Ghost("holders");
        var turns = stage.Ghost("turns");
        var fd = stage.Ghost("descriptor");
        stage.Process(
            "holder",
            async p =>
            {
                holders.Value--;
                await p.Close(fd.Value);
            },
            before: async p =>
            {
                fd.Value = await p.Open(Path);
                holders.Value = 1;
            });
        for (int i = 0; i < waiters; i++)
        {
            stage.Process("waiter", p => SleepExclusion.UseOnce(p, holders, turns));
        }

        stage.Never("two processes hold /proc/sleep", () => holders.Value > 1);
        stage.Reach("every waiter had the file", () => turns.Value == waiters && holders.Value == 0);
    }

    private static void NonBlockingNeverSleeps(Stage stage, Func<LinuxKernel, KernelModule> module)
    {
        stage.Load(module);
        var opened = stage.Ghost("opened");
        var back = stage.Ghost("back");
        var quick = stage.Process("cat_noblock", async p =>
        {
            long fd = await p.Open(Path, OpenFlags.NonBlock);
            back.Value = 1;
            if (fd >= 0)
            {
                await p.Close(fd);
            }
        });
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            opened.Value = 1;
            await p.Compute();
            await p.Close(fd);
        });
        stage.Never("a non-blocking open sleeps", () => (stage.Computer.BlockedBy(quick.Task.Agent) & Blocked.Asleep) != 0);
        stage.Reach("both came back", () => back.Value == 1 && opened.Value == 1);
    }

    private static void SignalledWaiter(Stage stage, Func<LinuxKernel, KernelModule> module)
    {
        const int SigTerm = 15;
        stage.Load(module);
        var fd = stage.Ghost("descriptor");
        var back = stage.Ghost("back");
        var waiter = stage.Process("waiter", async p =>
        {
            await p.Open(Path);
            back.Value = 1;
            await p.Compute();
        });
        stage.Process("kill", async p => await p.Kill(waiter.Pid, SigTerm));

        // The holder never gives it back, so that nothing but the signal can end the wait.
        stage.Process("holder", async p => await p.Pause(), before: async p => fd.Value = await p.Open(Path), daemon: true);
        stage.Reach("the waiter is gone", () => stage.Computer.BlockedBy(waiter.Task.Agent) == Blocked.Finished);
        stage.Never("it got the file", () => back.Value == 1);
    }

    private sealed class TestThenSet(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override async KTask<bool> Claim()
        {
            if (await AlreadyOpen.Read() != 0)
            {
                return false;
            }

            await AlreadyOpen.Set(1);
            return true;
        }
    }

    private sealed class AskTwice : SleepFixed
    {
        private readonly WaitQueueHead _never;

        internal AskTwice(LinuxKernel kernel)
            : base(kernel)
            => _never = DeclareWaitQueueHead("asked_twice");

        protected override async KTask<int> OpenNonBlocking()
            => await AlreadyOpen.Read() != 0 ? -Errno.EAGAIN : await WaitForClaim(_never, Claim);
    }

    private sealed class DeafWait(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override async KTask<int> WaitForClaim(WaitQueueHead queue, Func<KTask<bool>> claim)
        {
            await WaitEvent(queue, claim);
            return 0;
        }
    }

    private sealed class NoWake(LinuxKernel kernel) : SleepFixed(kernel)
    {
        protected override KTask WakeWaiters(WaitQueueHead queue) => KTask.Completed;
    }
}
