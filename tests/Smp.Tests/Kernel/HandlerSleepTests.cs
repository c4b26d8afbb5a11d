using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>What may sleep is refused in a handler, whether it has interrupted a task or an idle CPU.</summary>
public sealed class HandlerSleepTests
{
    private static readonly string[] s_environments = ["U0", "S26", "S68"];

    public static TheoryData<string, string> Calls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string environment in s_environments)
            {
                foreach (string call in HandlerModule.MaySleep.Keys)
                {
                    data.Add(environment, call);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> WorkCalls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string environment in s_environments)
            {
                foreach (string call in HandlerWorkModule.CallsIn(environment))
                {
                    data.Add(environment, call);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Everywhere => [.. Environments.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_timer_that_calls_what_may_sleep_is_found(string environment, string call) => MustBeFound(environment, call, isTimer: true);

    [Theory]
    [MemberData(nameof(Calls))]
    public void An_interrupt_handler_that_calls_what_may_sleep_is_found(string environment, string call) => MustBeFound(environment, call, isTimer: false);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_handler_that_allocates_at_once_and_wakes_a_task_that_may_sleep_is_clean(string environment)
    {
        foreach (bool isTimer in (bool[])[true, false])
        {
            Explored.MustProve(environment, stage => Twin(stage, isTimer));
            Explored.MustProve(environment, stage => Twin(stage, isTimer), faults: true);
        }
    }

    [Theory]
    [MemberData(nameof(WorkCalls))]
    public void So_is_an_interrupt_handler_that_waits_for_works_or_observers(string environment, string call)
    {
        foreach (bool above in (bool[])[false, true])
        {
            Explored.MustFind(environment, "sleep-in-atomic", stage => WorkHandler(stage, above, HandlerWorkModule.Find(call)));
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void An_interrupt_handler_that_queues_and_cancels_without_waiting_is_clean(string environment)
    {
        Explored.MustProve(environment, stage => WorkHandler(stage, above: false, m => m.QueueAndCancel()));
        Explored.MustProve(environment, stage => WorkHandler(stage, above: true, m => m.QueueAndCancel()));
    }

    [Fact]
    public void A_proc_entry_removed_in_a_handler_is_found_where_somebody_is_inside_and_has_to_be_waited_for()
    {
        Explored.MustFind("S68", "sleep-in-atomic", stage => RemovesItsEntry(stage, isRead: true));
        Explored.MustProve("S68", stage => RemovesItsEntry(stage, isRead: false));
    }

    private static void MustBeFound(string environment, string call, bool isTimer)
    {
        foreach (bool above in (bool[])[false, true])
        {
            foreach (bool faults in (bool[])[false, true])
            {
                var found = Explored.MustFind(environment, "sleep-in-atomic", stage => Handler(stage, isTimer, above, HandlerModule.MaySleep[call]), faults);
                Assert.Contains("in an interrupt handler", found.Report.Finding.Message, StringComparison.Ordinal);
                Assert.StartsWith(isTimer ? "softirq@cpu" : "irq", found.Report.Finding.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>A handler that makes the call only above a task, or only where there is none.</summary>
    private static void Handler(Stage stage, bool isTimer, bool above, Func<HandlerModule, KTask> call)
    {
        Load(stage, isTimer, async m =>
        {
            if (IsAboveATask(stage) == above)
            {
                await call(m);
            }
        });
        SomeTask(stage);
    }

    private static void WorkHandler(Stage stage, bool above, Func<HandlerWorkModule, KTask> call)
    {
        var called = stage.Ghost("called");
        var module = stage.Load(k => new HandlerWorkModule(k, async m =>
        {
            if (IsAboveATask(stage) == above)
            {
                await call(m);
                called.Value = 1;
            }
        }));
        stage.Device("device", 1, module.Interrupt);
        SomeTask(stage);
        stage.Reach("called", () => called.Value == 1);
    }

    private static void RemovesItsEntry(Stage stage, bool isRead)
    {
        var module = stage.Load(k => new FileModule(k) { Read = async (m, _, _) => await m.Value.Load() });
        var removed = stage.Ghost("removed");
        stage.Device("device", 1, async () =>
        {
            await module.RemoveEntry();
            removed.Value = 1;
            return 0;
        });
        var buffer = stage.UserBuffer("buffer", 1);
        if (isRead)
        {
            stage.Process("cat", async p => await p.Read(await p.Open(FileModule.Path), buffer, 1));
        }
        else
        {
            SomeTask(stage);
        }

        stage.Reach("removed", () => removed.Value == 1);
    }

    private static bool IsAboveATask(Stage stage) => stage.Kernel.CurrentCpu.Task >= 0;

    private static void SomeTask(Stage stage)
    {
        var x = stage.KernelInt("x");
        stage.KernelThread("thread", async () =>
        {
            await x.Store(1);
            await x.Store(2);
        });
    }

    private static void Twin(Stage stage, bool isTimer)
    {
        var module = Load(stage, isTimer, m => m.AllocateAtOnceAndWake());
        var done = stage.Ghost("done");
        stage.KernelThread("thread", async () =>
        {
            await module.WaitAndAllocate();
            done.Value = 1;
        });
        stage.Reach("the task got what it waited for", () => done.Value == 1);
    }

    private static HandlerModule Load(Stage stage, bool isTimer, Func<HandlerModule, KTask> handler)
    {
        var user = stage.UserBuffer("buffer", 4);
        var module = stage.Load(k => new HandlerModule(k, user, isTimer, handler));
        if (!isTimer)
        {
            stage.Device("device", 1, module.Interrupt);
        }

        return module;
    }
}
