using Smp.Kernel;
using Smp.Modules;

namespace Smp.Tests.Kernel;

/// <summary>Signals end interruptible sleeps, and a process that dies gives back what it has open.</summary>
public sealed class SignalTests
{
    private const int SigTerm = 15;
    private const int SigChld = 17;
    private const string Path = "/proc/sleep";

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_signal_to_nobody_and_a_number_that_is_none_are_refused(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var a = stage.Ghost("a");
            var b = stage.Ghost("b");
            stage.Process("kill", async p =>
            {
                a.Value = await p.Kill(99, SigTerm);
                b.Value = await p.Kill(p.Pid, 99);
                await p.Compute();
            });
            stage.Reach("ESRCH and EINVAL", () => a.Value == -Errno.ESRCH && b.Value == -Errno.EINVAL);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_fatal_signal_ends_a_pause_whenever_it_comes(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var after = stage.Ghost("after");
            var sleeper = stage.Process("sleeper", async p =>
            {
                await p.Pause();
                after.Value = 1;
            });
            stage.Process("kill", async p => await p.Kill(sleeper.Pid, SigTerm));
            stage.Never("the process went on after it", () => after.Value == 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_process_that_is_killed_in_user_mode_makes_no_further_call(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new SleepFixed(k));
            var killed = stage.Ghost("killed");
            var called = stage.Ghost("called before");
            var opened = stage.Ghost("opened");
            var victim = stage.Process("victim", async p =>
            {
                await p.Compute();
                called.Value = killed.Value == 0 ? 1 : 2;
                long fd = await p.Open(Path);
                opened.Value = 1;
                await p.Close(fd);
            });
            stage.Process("kill", async p =>
            {
                killed.Value = await p.Kill(victim.Pid, SigTerm) + 1;
                await p.Compute();
            });
            stage.Never("the call was made by a dead process", () => called.Value == 2 && opened.Value == 1);
            stage.Reach("killed first", () => called.Value == 2 && stage.Computer.BlockedBy(victim.Task.Agent) == Smp.Machine.Blocked.Finished);
            stage.Reach("opened first", () => opened.Value == 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_signal_that_is_handled_before_pause_is_waited_for_in_vain(string environment)
        => Explored.MustFind(environment, "hung-task", stage =>
        {
            var sleeper = stage.Process("sleeper", async p => await p.Pause());
            sleeper.Handles(SigTerm);
            stage.Process("kill", async p => await p.Kill(sleeper.Pid, SigTerm));
        });

    [Fact]
    public void A_signal_that_is_ignored_wakes_nobody()
        => Explored.MustFind("S26", "hung-task", stage =>
        {
            var sleeper = stage.Process("sleeper", async p => await p.Pause());
            stage.Process("kill", async p => await p.Kill(sleeper.Pid, SigChld));
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_signal_with_a_handler_ends_the_wait_for_the_file_with_EINTR(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new SleepFixed(k));
            var result = stage.Ghost("result");
            var back = stage.Ghost("back");
            var holder = stage.Ghost("holder");
            var waiter = stage.Process("waiter", async p =>
            {
                result.Value = await p.Open(Path);
                back.Value = 1;
                await p.Compute();
            });
            waiter.Handles(SigTerm);
            stage.Process(
                "kill",
                async p =>
                {
                    await p.Kill(waiter.Pid, SigTerm);
                    await p.Compute();
                },
                before: async p => holder.Value = await p.Open(Path));
            stage.Reach("the open was interrupted", () => back.Value == 1 && result.Value == -Errno.EINTR);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_holder_that_is_killed_frees_the_file_for_the_one_who_waits(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new SleepFixed(k));
            var got = stage.Ghost("got");
            var fd = stage.Ghost("descriptor");
            var holder = stage.Process("holder", async p => await p.Pause(), before: async p => fd.Value = await p.Open(Path));
            stage.Process("waiter", async p =>
            {
                await p.Kill(holder.Pid, SigTerm);
                long file = await p.Open(Path);
                got.Value = 1;
                await p.Close(file);
            });
            stage.Reach("the waiter got it", () => got.Value == 1);
        });
}
