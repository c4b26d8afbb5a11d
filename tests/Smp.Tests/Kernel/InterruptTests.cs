using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Interrupts: where they land, what they cover, what is remembered of them.</summary>
public sealed class InterruptTests
{
    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_handler_can_land_between_the_load_and_the_store_of_the_task_below(string environment)
        => Explored.MustFind(environment, "never", stage => TaskAndHandler(stage, Protection.None));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("B20")]
    public void With_interrupts_off_it_cannot_where_there_is_one_cpu_or_one_lock(string environment)
        => Explored.MustProve(environment, stage => TaskAndHandler(stage, Protection.IrqOff));

    [Theory]
    [InlineData("S26", 0)]
    [InlineData("S26", 1)]
    [InlineData("S26p", 0)]
    public void Interrupts_off_on_one_cpu_do_not_stop_a_handler_on_the_other(string environment, int cpu)
        => Explored.MustFind(environment, "never", stage => TaskAndHandler(stage, Protection.IrqOff, cpu));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Spin_lock_irq_does_wherever_the_handler_runs(int cpu)
        => Explored.MustProve("S26", stage => TaskAndHandler(stage, Protection.SpinLockIrq, cpu));

    [Fact]
    public void Spin_lock_without_irq_deadlocks_with_a_handler_on_its_own_cpu()
        => Explored.MustFind("S26", "deadlock", stage => TaskAndHandler(stage, Protection.SpinLock));

    [Fact]
    public void Raises_that_nobody_has_taken_yet_are_one()
        => Explored.MustProve("S26", stage =>
        {
            var line = stage.Device("device", 3, () => new KTask<int>(0));
            int source = stage.Computer.Agents.Single(a => a.Kind == AgentKind.Source).Id;
            bool IsOver() => stage.Computer.BlockedBy(source) == Blocked.Finished && stage.Computer.Memory.Peek(line.Pending) == 0;
            foreach (int handled in (int[])[1, 2, 3])
            {
                stage.Reach($"{handled} handled of three raised", () => IsOver() && line.Handled == handled);
            }

            stage.Never("more were handled than raised, or none", () => line.Handled > 3);
        });

    [Fact]
    public void A_handler_is_never_entered_again_before_it_has_ended()
        => Explored.MustProve("S26", stage =>
        {
            var inside = stage.Ghost("inside");
            var x = stage.KernelInt("x");
            stage.Device("device", 2, async () =>
            {
                inside.Value++;
                await x.Store(1);
                await x.Store(2);
                inside.Value--;
                return 0;
            });
            stage.Never("the handler is inside twice", () => inside.Value > 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Another_line_may_interrupt_a_handler(string environment)
        => Explored.MustFind(environment, "never", stage => TwoHandlers(stage, irqsOff: false));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    public void Unless_it_asked_for_interrupts_off(string environment)
        => Explored.MustProve(environment, stage => TwoHandlers(stage, irqsOff: true));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_interrupt_flag_is_the_tasks_and_a_sleep_with_interrupts_off_lets_others_have_theirs(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var kernel = stage.Kernel;
            var queue = kernel.NewWaitQueue("queue");
            var ready = stage.KernelInt("ready");
            var done = stage.Ghost("done");
            Func<KTask<bool>> isReady = async () => await ready.Load() != 0;
            stage.KernelThread("sleeper", async () =>
            {
                await kernel.Interrupts.LocalIrqDisable();
                await kernel.WaitEvent(queue, isReady);
                await kernel.Interrupts.LocalIrqEnable();
                done.Value++;
            });
            stage.Device("device", 1, async () =>
            {
                await ready.Store(1);
                await kernel.WakeUp(queue);
                return 0;
            });
            stage.Reach("woken by the interrupt", () => done.Value == 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Which_of_two_kernel_threads_begins_is_open(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var first = stage.Ghost("first");
            for (int i = 1; i <= 2; i++)
            {
                int number = i;
                var x = stage.KernelInt($"x{i}");
                stage.KernelThread($"thread{i}", async () =>
                {
                    await x.Store(1);
                    first.Value = first.Value == 0 ? number : first.Value;
                });
            }

            stage.Reach("the first", () => first.Value == 1);
            stage.Reach("the second", () => first.Value == 2);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void What_a_program_has_seen_before_a_system_call_it_still_knows_after_it(string environment)
        => Explored.MustFind(environment, "never", stage =>
        {
            var flag = stage.Ghost("flag");
            var bad = stage.Ghost("bad");
            stage.Process("setter", async p =>
            {
                await p.Compute();
                flag.Value = 1;
                await p.Compute();
                flag.Value = 0;
                await p.Compute();
            });
            stage.Process("reader", async p =>
            {
                await p.Compute();
                long seen = flag.Value;
                await p.Close(99);
                await p.Compute();
                bad.Value = seen;
            });
            stage.Never("the flag was seen", () => bad.Value == 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_clock_ticks_as_often_as_its_budget_says(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Ticks(2);
            long Jiffies() => stage.Computer.Memory.Peek(stage.Kernel.Jiffies);
            stage.Reach("two ticks", () => Jiffies() == 2);
            stage.Never("more ticks than the budget", () => Jiffies() > 2);
        });

    private static void TwoHandlers(Stage stage, bool irqsOff)
    {
        var inside = stage.Ghost("inside");
        var x = stage.KernelInt("x");
        for (int i = 0; i < 2; i++)
        {
            stage.Device(
                $"device{i}",
                1,
                async () =>
                {
                    inside.Value++;
                    await x.Store(1);
                    inside.Value--;
                    return 0;
                },
                irqsOff: irqsOff);
        }

        stage.Never("two handlers at once on one CPU", () => inside.Value > 1);
    }

    private enum Protection
    {
        None,
        IrqOff,
        SpinLock,
        SpinLockIrq,
    }

    private static void TaskAndHandler(Stage stage, Protection protection, int cpu = 0)
    {
        var kernel = stage.Kernel;
        var counter = stage.KernelInt("counter");
        var done = stage.Ghost("done");
        var spin = kernel.NewSpinLock("lock");
        stage.KernelThread("task", async () =>
        {
            switch (protection)
            {
                case Protection.IrqOff:
                    await kernel.Interrupts.LocalIrqDisable();
                    break;
                case Protection.SpinLock:
                    await spin.Lock();
                    break;
                case Protection.SpinLockIrq:
                    await spin.LockIrq();
                    break;
            }

            await counter.Store(await counter.Load() + 1);
            switch (protection)
            {
                case Protection.IrqOff:
                    await kernel.Interrupts.LocalIrqEnable();
                    break;
                case Protection.SpinLock:
                    await spin.Unlock();
                    break;
                case Protection.SpinLockIrq:
                    await spin.UnlockIrq();
                    break;
            }

            done.Value++;
        });
        bool locks = protection is Protection.SpinLock or Protection.SpinLockIrq;
        stage.Device("device", 1, async () =>
        {
            if (locks)
            {
                await spin.Lock();
            }

            await counter.Store(await counter.Load() + 1);
            if (locks)
            {
                await spin.Unlock();
            }

            done.Value++;
            return 0;
        }, cpu);
        stage.Never("an addition was lost", () => done.Value == 2 && counter.Inspect() != 2);
        stage.Reach("both were done", () => done.Value == 2);
    }
}
