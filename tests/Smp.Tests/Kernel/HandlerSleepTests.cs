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
