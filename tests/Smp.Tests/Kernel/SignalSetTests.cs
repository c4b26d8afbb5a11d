using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Whose set a signal is in, what becomes of an interrupted call, and whom a fatal signal ends.</summary>
public sealed class SignalSetTests
{
    private const string Path = FileModule.Path;
    private const int SigTerm = 15;
    private const long NotAsked = -1;

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Kill_makes_it_pending_for_the_process_and_tkill_for_the_task(string environment)
    {
        // 2.0 has one word for both.
        long bit = 1L << (SigTerm - 1);
        Explored.MustProve(environment, stage => Interrupted(stage, toTask: false, privateSet: environment == "B20" ? bit : 0));
        Explored.MustProve(environment, stage => Interrupted(stage, toTask: true, privateSet: bit));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_call_that_a_signal_interrupts_is_made_again_if_the_handler_asks_for_it(string environment)
    {
        Explored.MustProve(environment, stage => Restarted(stage, restart: true));
        Explored.MustProve(environment, stage => Restarted(stage, restart: false));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_fatal_signal_ends_all_threads(string environment)
    {
        foreach (bool toTask in new[] { false, true })
        {
            Explored.MustProve(environment, stage => TwoSleepers(stage, toTask));
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_signal_that_is_handled_ends_the_sleep_of_one_thread_only(string environment)
        => Explored.MustFind(environment, "hung-task", stage => TwoSleepers(stage, toTask: true).Handles(SigTerm));

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_signal_for_a_process_ends_the_thread_that_is_left_of_it(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var main = stage.Process("main", async p => await p.Compute());
            var thread = stage.Thread(main, async p => await p.Pause());
            stage.Process("kill", async p => await p.Kill(main.Pid, SigTerm));
            stage.Reach("both are gone", () => IsGone(stage, main) && IsGone(stage, thread));
        });

    private static void Interrupted(Stage stage, bool toTask, long privateSet)
    {
        var pending = stage.Ghost("private set");
        stage.Load(k => new FileModule(k)
        {
            Open = async (m, _) =>
            {
                int result = await m.WaitUntilSet();
                if (result != 0)
                {
                    pending.Value = 1 + await m.Pending(0);
                }

                return result;
            },
        });
        var waiter = stage.Process("waiter", async p => await p.Open(Path));
        waiter.Handles(SigTerm);
        WakeLater(stage);
        stage.Process("kill", async p => await (toTask ? p.Tkill(waiter.Pid, SigTerm) : p.Kill(waiter.Pid, SigTerm)));
        stage.Never("another set", () => pending.Value != 0 && pending.Value != 1 + privateSet);
        stage.Reach("interrupted", () => pending.Value == 1 + privateSet);
    }

    private static void Restarted(Stage stage, bool restart)
    {
        var calls = stage.Ghost("calls");
        stage.Load(k => new FileModule(k)
        {
            Open = async (m, _) =>
            {
                calls.Value++;
                return await m.WaitUntilSet();
            },
        });
        var result = stage.Ghost("result");
        result.Value = NotAsked;
        var waiter = stage.Process("waiter", async p =>
        {
            result.Value = await p.Open(Path);
            await p.Compute();
        });
        waiter.Handles(SigTerm, restart);
        stage.Process("kill", async p => await p.Kill(waiter.Pid, SigTerm));
        WakeLater(stage);
        stage.Never("another answer", () => result.Value != NotAsked && result.Value < 0 && (restart || result.Value != -Errno.EINTR));
        stage.Reach("an answer", () => result.Value >= 0);
        stage.Reach(restart ? "called again" : "interrupted", () => restart ? calls.Value == 2 && result.Value >= 0 : result.Value == -Errno.EINTR && calls.Value == 1);
    }

    /// <summary>A kernel thread that lets the waiter go, sooner or later.</summary>
    private static void WakeLater(Stage stage)
    {
        var module = (FileModule)stage.Module(FileModule.ModuleName);
        stage.KernelThread("waker", async () => await module.SetAndWake());
    }

    private static bool IsGone(Stage stage, UserProcess process) => stage.Computer.BlockedBy(process.Task.Agent) == Blocked.Finished;

    private static UserProcess TwoSleepers(Stage stage, bool toTask)
    {
        var after = stage.Ghost("after");
        var first = stage.Process("sleeper", async p =>
        {
            await p.Pause();
            after.Value++;
            await p.Compute();
        });
        var second = stage.Thread(first, async p =>
        {
            await p.Pause();
            after.Value++;
            await p.Compute();
        });
        stage.Process("kill", async p => await (toTask ? p.Tkill(second.Pid, SigTerm) : p.Kill(first.Pid, SigTerm)));
        stage.Never("one of them lived on", () => after.Value != 0 && first.Task.HandledSignals == 0);
        stage.Reach("both are gone", () => IsGone(stage, first) && IsGone(stage, second));
        return first;
    }
}
