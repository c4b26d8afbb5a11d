using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Locks between a task and a handler: which kind keeps which handler out, and what happens where it is the wrong one.</summary>
public sealed class InterruptLockTests
{
    private static readonly Site s_here = new("test", 1, "handler");

    /// <summary>How the task takes the lock.</summary>
    public enum Kind
    {
        Plain,
        Irq,
        IrqSave,
        Bh,
    }

    public static TheoryData<string> Everywhere => [.. Environments.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void With_irqsave_no_handler_comes_between(string environment)
        => Explored.MustProve(environment, stage => Counting(stage, Kind.IrqSave, soft: false));

    [Theory]
    [InlineData("S26", false)]
    [InlineData("S68p", true)]
    public void A_plain_lock_deadlocks_with_a_handler_on_its_own_cpu(string environment, bool soft)
        => Explored.MustFind(environment, "deadlock", stage => Counting(stage, Kind.Plain, soft));

    [Theory]
    [InlineData("U0", false)]
    [InlineData("UP", false)]
    [InlineData("U0", true)]
    [InlineData("UP", true)]
    public void On_one_cpu_it_is_no_lock_and_the_handler_works_in_its_middle(string environment, bool soft)
        => Explored.MustFind(environment, "never", stage => Counting(stage, Kind.Plain, soft));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void With_bottom_halves_off_no_softirq_comes_between(string environment)
        => Explored.MustProve(environment, stage =>
        {
            Counting(stage, Kind.Bh, soft: true);
            stage.Races();
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void But_a_hard_interrupt_does(string environment)
        => Explored.MustFind(environment, "deadlock", stage => Counting(stage, Kind.Bh, soft: false));

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void What_irqsave_saved_is_restored_and_inside_another_section_that_is_off(string environment)
        => Explored.MustProve(environment, stage => Nested(stage, restores: true));

    [Theory]
    [InlineData("U0", "never")]
    [InlineData("S26", "deadlock")]
    [InlineData("S68p", "deadlock")]
    public void Spin_unlock_irq_inside_another_section_lets_them_in(string environment, string kind)
        => Explored.MustFind(environment, kind, stage => Nested(stage, restores: false));

    [Theory]
    [InlineData("S26", false, true)]
    [InlineData("S68p", false, true)]
    public void A_reader_deadlocks_with_a_handler_that_writes(string environment, bool safe, bool writes)
        => Explored.MustFind(environment, "deadlock", stage => Reading(stage, safe, writes));

    [Theory]
    [InlineData("S26", true, true)]
    [InlineData("S26", false, false)]
    [InlineData("UP", true, true)]
    [InlineData("S68p", true, true)]
    public void Not_with_interrupts_off_and_not_with_one_that_reads(string environment, bool safe, bool writes)
        => Explored.MustProve(environment, stage => Reading(stage, safe, writes));

    [Theory]
    [InlineData("S26", false)]
    [InlineData("U0", true)]
    public void A_handler_that_keeps_a_lock_is_found(string environment, bool soft)
        => Explored.MustFind(environment, "lock-held", stage =>
        {
            var spin = stage.Kernel.NewSpinLock("spin");
            Handler(stage, soft, async () => await spin.Lock());
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("UP")]
    public void A_lock_that_is_given_back_and_was_not_taken_is_found(string environment)
        => Explored.MustFind(environment, "unbalanced-lock", stage =>
        {
            var spin = stage.Kernel.NewSpinLock("spin");
            stage.KernelThread("thread", async () => await spin.Unlock());
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void Bottom_halves_are_not_switched_on_with_interrupts_off(string environment)
        => Explored.MustFind(environment, "bh-irqs-off", stage =>
        {
            var spin = stage.Kernel.NewSpinLock("spin");
            stage.KernelThread("thread", async () =>
            {
                await stage.Kernel.Interrupts.LocalIrqDisable();
                await spin.LockBh();
                await spin.UnlockBh();
                await stage.Kernel.Interrupts.LocalIrqEnable();
            });
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    public void A_hard_interrupt_comes_above_a_softirq_above_a_task_and_no_softirq_above_either(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var kernel = stage.Kernel;
            var x = stage.KernelInt("x");
            var hard = stage.Ghost("hard handlers inside");
            var soft = stage.Ghost("softirqs inside");
            var deepest = stage.Ghost("deepest");
            var wrong = stage.Ghost("softirq above a handler");
            var task = stage.Ghost("task inside");
            var tasklet = kernel.Tasklets.Declare("tasklet", async _ =>
            {
                wrong.Value |= hard.Value | soft.Value;
                soft.Value++;
                await x.Load();
                soft.Value--;
            });
            stage.Device("device", 2, async () =>
            {
                hard.Value++;
                deepest.Value |= soft.Value & task.Value & (kernel.CurrentCpu.Depth == 2 ? 1 : 0);
                await kernel.Tasklets.Schedule(tasklet, s_here);
                hard.Value--;
                return 0;
            });
            stage.KernelThread("thread", async () =>
            {
                task.Value = 1;
                await x.Load();
                task.Value = 0;
            });
            stage.Never("a softirq comes above a handler or a softirq", () => wrong.Value != 0);
            stage.Reach("all three on one CPU", () => deepest.Value == 1);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void What_a_function_is_called_in_it_can_ask(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new ContextModule(k));
            stage.Device("device", 1, module.Handler);
            stage.KernelThread("thread", module.Task);
            stage.Never("a wrong answer", () => module.Wrong.Inspect() != 0);
            stage.Reach("all have asked", () => module.Asked.Inspect() == 3);
        });

    private static void Handler(Stage stage, bool soft, Func<KTask> body)
    {
        if (!soft)
        {
            stage.Device("device", 1, async () =>
            {
                await body();
                return 0;
            });
            return;
        }

        var tasklet = stage.Kernel.Tasklets.Declare("tasklet", _ => body());
        stage.Device("device", 1, async () =>
        {
            await stage.Kernel.Tasklets.Schedule(tasklet, s_here);
            return 0;
        });
    }

    private static void Counting(Stage stage, Kind kind, bool soft)
    {
        var spin = stage.Kernel.NewSpinLock("lock");
        var counter = stage.KernelInt("counter");
        var done = stage.Ghost("done");
        Handler(stage, soft, async () =>
        {
            await spin.Lock();
            await counter.Store(await counter.Load() + 1);
            await spin.Unlock();
            done.Value++;
        });
        stage.KernelThread("thread", async () =>
        {
            long flags = await Take(spin, kind);
            await counter.Store(await counter.Load() + 1);
            await Give(spin, kind, flags);
            done.Value++;
        });
        stage.Never("an addition was lost", () => done.Value == 2 && counter.Inspect() != 2);
        stage.Reach("both were done", () => done.Value == 2);
    }

    private static async KTask<long> Take(KernelSpinLock spin, Kind kind) => kind switch
    {
        Kind.Irq => await spin.LockIrq(),
        Kind.IrqSave => await spin.LockIrqSave(),
        Kind.Bh => await spin.LockBh(),
        _ => await spin.Lock(),
    };

    private static async KTask Give(KernelSpinLock spin, Kind kind, long flags)
    {
        switch (kind)
        {
            case Kind.Irq:
                await spin.UnlockIrq();
                break;
            case Kind.IrqSave:
                await spin.UnlockIrqRestore(flags);
                break;
            case Kind.Bh:
                await spin.UnlockBh();
                break;
            default:
                await spin.Unlock();
                break;
        }
    }

    private static void Nested(Stage stage, bool restores)
    {
        var outer = stage.Kernel.NewSpinLock("outer");
        var inner = stage.Kernel.NewSpinLock("inner");
        var counter = stage.KernelInt("counter");
        var done = stage.Ghost("done");
        stage.Device("device", 1, async () =>
        {
            await outer.Lock();
            await counter.Store(await counter.Load() + 1);
            await outer.Unlock();
            done.Value++;
            return 0;
        });
        stage.KernelThread("thread", async () =>
        {
            long flags = await outer.LockIrqSave();
            var kind = restores ? Kind.IrqSave : Kind.Irq;
            long before = await counter.Load();
            await Give(inner, kind, await Take(inner, kind));
            await counter.Store((int)before + 1);
            await outer.UnlockIrqRestore(flags);
            done.Value++;
        });
        stage.Never("an addition was lost", () => done.Value == 2 && counter.Inspect() != 2);
        stage.Reach("both were done", () => done.Value == 2);
    }

    private static void Reading(Stage stage, bool safe, bool writes)
    {
        var spin = stage.Kernel.NewRwLock("rwlock");
        var x = stage.KernelInt("x");
        var done = stage.Ghost("done");
        stage.Device("device", 1, async () =>
        {
            await (writes ? spin.WriteLock() : spin.ReadLock());
            await x.Load();
            await (writes ? spin.WriteUnlock() : spin.ReadUnlock());
            done.Value++;
            return 0;
        });
        stage.KernelThread("thread", async () =>
        {
            long flags = await (safe ? spin.ReadLockIrqSave() : spin.ReadLock());
            await x.Load();
            await (safe ? spin.ReadUnlockIrqRestore(flags) : spin.ReadUnlock());
            done.Value++;
        });
        stage.Reach("both were done", () => done.Value == 2);
    }

    /// <summary>A module that asks, in each context, what it is called in.</summary>
    private sealed class ContextModule : KernelModule
    {
        private readonly TaskletStruct _tasklet;

        internal ContextModule(LinuxKernel kernel)
            : base(kernel, "context")
        {
            _tasklet = DeclareTasklet("tasklet", Tasklet);
            Wrong = AtomicVariable("wrong");
            Asked = AtomicVariable("asked");
        }

        internal Atomic Wrong { get; }

        internal Atomic Asked { get; }

        public override KTask<int> InitModule() => new(0);

        public async KTask Tasklet(Address data) => await Expect(!InIrq() && InSoftIrq() && InInterrupt() && !IrqsDisabled());

        internal async KTask<int> Handler()
        {
            await TaskletSchedule(_tasklet);
            await Expect(InIrq() && InInterrupt());
            return 0;
        }

        internal async KTask Task()
        {
            bool isRight = !InIrq() && !InSoftIrq() && !InInterrupt() && !IrqsDisabled();
            await LocalBhDisable();
            isRight &= !InIrq() && InSoftIrq() && InInterrupt() && !IrqsDisabled();
            await LocalBhEnable();
            long flags = await LocalIrqSave();
            long inner = await LocalIrqSave();
            await LocalIrqRestore(inner);
            isRight &= !InInterrupt() && IrqsDisabled();
            await LocalIrqRestore(flags);
            await Expect(isRight && !IrqsDisabled());
        }

        private async KTask Expect(bool isRight)
        {
            if (!isRight)
            {
                await Wrong.Inc();
            }

            await Asked.Inc();
        }
    }
}
