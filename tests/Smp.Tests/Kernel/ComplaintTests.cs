using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>What the kernel complains of in a module's answers, and the same done properly, of which it does not.</summary>
public sealed class ComplaintTests
{
    private const string Path = FileModule.Path;
    private const int SigTerm = 15;

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_fault_that_is_not_reported(string environment)
    {
        Explored.MustFind(environment, "fault-hidden", stage => BadRead(stage, (result, given) => given));
        Explored.MustProve(environment, stage => BadRead(stage, (result, given) => result != 0 ? result : given));

        // The one byte that was given says enough.
        Explored.MustProve(environment, stage => BadRead(stage, (result, given) => result != 0 ? given - 1 : given));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_call_with_O_NONBLOCK_that_sleeps(string environment)
    {
        Explored.MustFind(environment, "nonblock-sleeps", stage => Waiter(stage, m => m.WaitUntilSet(), OpenFlags.NonBlock));
        Explored.MustProve(environment, stage => Waiter(stage, m => m.WaitUntilSet(), OpenFlags.ReadOnly));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_mutex_may_be_waited_for_with_O_NONBLOCK(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var inside = stage.Ghost("inside");
            var waited = stage.Ghost("waited");
            stage.Load(k => new FileModule(k)
            {
                Open = async (m, _) =>
                {
                    long before = inside.Value;
                    inside.Value = 1;
                    await m.Lock();
                    waited.Value |= before;
                    await m.GiveWay();
                    await m.Value.Store(1);
                    inside.Value = 0;
                    await m.Unlock();
                    return 0;
                },
            });
            for (int i = 0; i < 2; i++)
            {
                stage.Process("cat_noblock", async p => await p.Close(await p.Open(Path, OpenFlags.NonBlock)));
            }

            stage.Reach("one came while the other was inside", () => waited.Value == 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_copy_may_sleep_with_O_NONBLOCK(string environment)
        => Explored.MustProve(
            environment,
            stage =>
            {
                stage.Load(k => new FileModule(k) { Read = async (m, buffer, _) => await m.Put((byte)'a', buffer) == 0 ? 1 : -Errno.EFAULT });
                var buffer = stage.UserBuffer("buffer", 1);
                var result = stage.Ghost("result");
                stage.Process("cat_noblock", async p =>
                {
                    long fd = await p.Open(Path, OpenFlags.NonBlock);
                    result.Value = await p.Read(fd, buffer, 1);
                    await p.Close(fd);
                });
                stage.Reach("read", () => result.Value == 1);
            },
            faults: true);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_wait_that_a_signal_ended_and_that_begins_again(string environment)
    {
        Explored.MustFind(environment, "livelock", stage => SignalledWaiter(stage, IgnoreTheSignal, restart: false));
        Explored.MustProve(environment, stage => SignalledWaiter(stage, m => m.WaitUntilSet(), restart: false));

        // Once more is no livelock.
        Explored.MustProve(environment, stage => SignalledWaiter(stage, TryTwice, restart: false));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void EINTR_where_the_handler_asks_for_a_restart(string environment)
    {
        Explored.MustFind(environment, "wrong-errno", stage => SignalledWaiter(stage, GiveEintr, restart: true));
        Explored.MustProve(environment, stage => SignalledWaiter(stage, GiveEintr, restart: false));
        Explored.MustProve(environment, stage => SignalledWaiter(stage, m => m.WaitUntilSet(), restart: true));
    }

    private static async KTask<int> IgnoreTheSignal(FileModule module)
    {
        while (await module.WaitUntilSet() != 0)
        {
            // The signal is still pending.
        }

        return 0;
    }

    private static async KTask<int> TryTwice(FileModule module)
        => await module.WaitUntilSet() == 0 ? 0 : await module.WaitUntilSet();

    private static async KTask<int> GiveEintr(FileModule module) => await module.WaitUntilSet() == 0 ? 0 : -Errno.EINTR;

    /// <summary>A read of two bytes of which the second cannot be given.</summary>
    private static void BadRead(Stage stage, Func<int, long, long> answer)
    {
        stage.Load(k => new FileModule(k)
        {
            Read = async (m, buffer, _) =>
            {
                await m.Put((byte)'a', buffer);
                int result = await m.Put((byte)'b', Address.Null);
                return answer(result, 2);
            },
        });
        var buffer = stage.UserBuffer("buffer", 2);
        var result = stage.Ghost("result");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            result.Value = 1 + await p.Read(fd, buffer, 2);
            await p.Close(fd);
        });
        stage.Reach("an answer", () => result.Value != 0);
    }

    private static void Waiter(Stage stage, Func<FileModule, KTask<int>> open, OpenFlags flags)
    {
        var module = stage.Load(k => new FileModule(k) { Open = (m, _) => open(m) });
        var opened = stage.Ghost("opened");
        stage.Process("cat", async p => opened.Value = await p.Open(Path, flags));
        stage.KernelThread("waker", async () => await module.SetAndWake());
        stage.Reach("opened", () => opened.Value > 0);
    }

    /// <summary>A process whose open waits, a signal for it that it has a handler for, and at some time what it waits for.</summary>
    private static void SignalledWaiter(Stage stage, Func<FileModule, KTask<int>> open, bool restart)
    {
        var module = stage.Load(k => new FileModule(k) { Open = (m, _) => open(m) });
        var result = stage.Ghost("result");
        var signalled = stage.Ghost("signalled");
        var waiter = stage.Process("cat", async p =>
        {
            result.Value = await p.Open(Path);
            await p.Compute();
        });
        waiter.Handles(SigTerm, restart);
        stage.Process("kill", async p =>
        {
            signalled.Value = 1 + await p.Kill(waiter.Pid, SigTerm);
            await p.Compute();
        });
        stage.KernelThread("waker", async () => await module.SetAndWake());
        stage.Reach("opened", () => result.Value > 0 && signalled.Value == 1);
        if (!restart)
        {
            stage.Reach("interrupted", () => result.Value == -Errno.EINTR);
        }
    }
}
