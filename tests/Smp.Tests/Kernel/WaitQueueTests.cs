using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Sleeping and waking: lost wake-ups where they can be, none where the queue's lock orders both sides.</summary>
public sealed class WaitQueueTests
{
    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Wait_event_loses_no_wake_up(string environment)
        => Explored.MustProve(environment, stage => Handover(stage, (kernel, queue, ready) =>
            async () => await kernel.WaitEvent(queue, async () => await ready.Load() != 0)));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Testing_before_joining_the_queue_loses_a_wake_up(string environment)
        => Explored.MustFind(environment, "hung-task", stage => Handover(stage, (kernel, queue, ready) => async () =>
        {
            // sleep_on's shape: the test is over before the sleeper can be woken.
            if (await ready.Load() == 0)
            {
                await queue.PrepareToWait(TaskState.Uninterruptible, false, new Site("test", 1, "sleeper"));
                await kernel.Schedule(new Site("test", 2, "sleeper"));
                await queue.FinishWait(new Site("test", 3, "sleeper"));
            }
        }));

    [Fact]
    public void Under_the_one_lock_of_2_0_the_same_shape_is_safe()
        => Explored.MustProve("B20", stage => Handover(stage, (kernel, queue, ready) => async () =>
        {
            if (await ready.Load() == 0)
            {
                await queue.PrepareToWait(TaskState.Uninterruptible, false, new Site("test", 1, "sleeper"));
                await kernel.Schedule(new Site("test", 2, "sleeper"));
                await queue.FinishWait(new Site("test", 3, "sleeper"));
            }
        }));

    [Fact]
    public void Waking_before_the_condition_is_true_loses_the_wake_up()
        => Explored.MustFind("S26", "hung-task", stage => Handover(
            stage,
            (kernel, queue, ready) => async () => await kernel.WaitEvent(queue, async () => await ready.Load() != 0),
            wakeFirst: true));

    [Fact]
    public void Wake_up_wakes_every_non_exclusive_sleeper()
        => Explored.MustProve("S26", stage => Herd(stage, exclusive: false));

    [Fact]
    public void Wake_up_wakes_one_exclusive_sleeper()
        => Explored.MustFind("S26", "hung-task", stage => Herd(stage, exclusive: true));

    [Fact]
    public void A_task_preempted_after_it_set_its_state_is_not_taken_off_the_run_queue()
        => Explored.MustProve("UP", stage =>
        {
            var done = stage.Ghost("done");
            var x = stage.KernelInt("x");
            var queue = stage.Kernel.NewWaitQueue("queue");
            stage.KernelThread("sleeper", async () =>
            {
                await queue.PrepareToWait(TaskState.Interruptible, false, new Site("test", 1, "sleeper"));
                await queue.FinishWait(new Site("test", 2, "sleeper"));
                done.Value++;
            });
            stage.KernelThread("other", async () =>
            {
                await x.Store(1);
                done.Value++;
            });
            stage.Reach("both ended", () => done.Value == 2);
        });

    private static void Handover(Stage stage, Func<LinuxKernel, WaitQueueHead, Shared<int>, Func<KTask>> sleeper, bool wakeFirst = false)
    {
        var kernel = stage.Kernel;
        var queue = kernel.NewWaitQueue("queue");
        var ready = stage.KernelInt("ready");
        var done = stage.Ghost("done");
        var sleep = sleeper(kernel, queue, ready);
        stage.KernelThread("sleeper", async () =>
        {
            await sleep();
            done.Value++;
        });
        stage.KernelThread("waker", async () =>
        {
            if (wakeFirst)
            {
                await kernel.WakeUp(queue);
            }

            await ready.Store(1);
            if (!wakeFirst)
            {
                await kernel.WakeUp(queue);
            }

            done.Value++;
        });
        stage.Reach("both ended", () => done.Value == 2);
    }

    private static void Herd(Stage stage, bool exclusive)
    {
        var kernel = stage.Kernel;
        var queue = kernel.NewWaitQueue("queue");
        var ready = stage.KernelInt("ready");
        var woken = stage.Ghost("woken");
        for (int i = 0; i < 2; i++)
        {
            stage.KernelThread($"sleeper{i}", async () =>
            {
                await WaitEvent.Uninterruptible(kernel, queue, async () => await ready.Load() != 0, exclusive, new Site("test", 1, "sleeper"));
                woken.Value++;
            });
        }

        stage.KernelThread("waker", async () =>
        {
            await ready.Store(1);
            await kernel.WakeUp(queue);
        });
        stage.Reach("both woke", () => woken.Value == 2);
    }
}
