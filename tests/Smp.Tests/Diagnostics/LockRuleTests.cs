using Smp.Diagnostics;
using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Kernel;
using Smp.Traces;

namespace Smp.Tests.Diagnostics;

/// <summary>What breaks a rule of locking is found where no run deadlocks; what keeps them is proved.</summary>
public sealed class LockRuleTests
{
    private static readonly Site s_here = new("test", 1, "handler");

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Two_orders_in_one_task_are_found(string environment)
    {
        Explored.MustProve(environment, stage => TwoOrders(stage, sameOrder: false, rules: false));
        var found = Explored.MustFind(environment, LockRuleDetector.OrderKind, stage => TwoOrders(stage, sameOrder: false, rules: true));
        Assert.StartsWith("possible circular locking dependency: ", found.Report.Finding.Message, StringComparison.Ordinal);
        Assert.Contains("  lock(one);\n", Dmesg(found, environment), StringComparison.Ordinal);
        Explored.MustProve(environment, stage => TwoOrders(stage, sameOrder: true, rules: true));
    }

    [Fact]
    public void So_is_a_circle_of_three_and_one_of_a_spinlock_and_a_reader_and_a_writer()
    {
        Explored.MustFind("S26", LockRuleDetector.OrderKind, stage =>
        {
            stage.LockRules();
            var locks = Enumerable.Range(0, 3).Select(i => stage.Kernel.NewSpinLock($"lock{i}")).ToArray();
            stage.KernelThread("thread", async () =>
            {
                for (int i = 0; i < 3; i++)
                {
                    await locks[i].Lock();
                    await locks[(i + 1) % 3].Lock();
                    await locks[(i + 1) % 3].Unlock();
                    await locks[i].Unlock();
                }
            });
        });
        Explored.MustFind("S26", LockRuleDetector.OrderKind, stage => Readers(stage, writes: true));
        Explored.MustProve("S26", stage => Readers(stage, writes: false));
    }

    [Fact]
    public void What_is_only_tried_waits_for_nobody()
        => Explored.MustProve("S26", stage =>
        {
            stage.LockRules();
            var (one, other) = (stage.Kernel.NewSpinLock("one"), stage.Kernel.NewSpinLock("other"));
            stage.KernelThread("thread", async () =>
            {
                await one.Lock();
                await other.Lock();
                await other.Unlock();
                await one.Unlock();
                await other.Lock();
                if (await one.TryLock() != 0)
                {
                    await one.Unlock();
                }

                await other.Unlock();
            });
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Mutexes_have_an_order_too(string environment)
        => Explored.MustFind(environment, LockRuleDetector.OrderKind, stage =>
        {
            stage.LockRules();
            var (one, other) = (stage.Kernel.NewMutex("one"), stage.Kernel.NewMutex("other"));
            stage.KernelThread("thread", async () =>
            {
                await one.Lock();
                await other.Lock();
                await other.Unlock();
                await one.Unlock();
                await other.Lock();
                await one.Lock();
                await one.Unlock();
                await other.Unlock();
            });
        });

    [Fact]
    public void On_one_cpu_a_lock_taken_twice_is_found_as_well()
        => Explored.MustFind("UP", LockRuleDetector.OrderKind, stage =>
        {
            stage.LockRules();
            var spin = stage.Kernel.NewSpinLock("spin");
            stage.KernelThread("thread", async () =>
            {
                await spin.Lock();
                await spin.Lock();
                await spin.Unlock();
                await spin.Unlock();
            });
        });

    [Theory]
    [InlineData("U0", false)]
    [InlineData("UP", false)]
    [InlineData("U0", true)]
    [InlineData("UP", true)]
    public void A_lock_of_a_handler_that_is_held_where_it_can_come_is_found_though_nothing_stops(string environment, bool soft)
    {
        Explored.MustProve(environment, stage => TaskAndHandler(stage, soft, isSafe: false, rules: false));
        var found = Explored.MustFind(environment, LockRuleDetector.StateKind, stage => TaskAndHandler(stage, soft, isSafe: false, rules: true));
        Assert.Contains(soft ? "{IN-SOFTIRQ-W}" : "{IN-HARDIRQ-W}", found.Report.Finding.Message, StringComparison.Ordinal);
        Assert.Contains(soft ? "{SOFTIRQ-ON-W}" : "{HARDIRQ-ON-W}", found.Report.Finding.Message, StringComparison.Ordinal);
        string log = Dmesg(found, environment);
        Assert.Contains("WARNING: inconsistent lock state\n", log, StringComparison.Ordinal);
        Assert.Matches(soft ? @"inconsistent \{(IN-SOFTIRQ-W\} -> \{SOFTIRQ-ON-W|SOFTIRQ-ON-W\} -> \{IN-SOFTIRQ-W)\} usage\." : @"inconsistent \{(IN-HARDIRQ-W\} -> \{HARDIRQ-ON-W|HARDIRQ-ON-W\} -> \{IN-HARDIRQ-W)\} usage\.", log);
        Assert.Contains("lock(spin);\n", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("U0", false)]
    [InlineData("S26", false)]
    [InlineData("S68p", true)]
    public void One_that_keeps_the_handler_out_is_proved(string environment, bool soft)
        => Explored.MustProve(environment, stage => TaskAndHandler(stage, soft, isSafe: true, rules: true));

    [Fact]
    public void A_lock_held_when_interrupts_are_switched_on_is_found_too()
        => Explored.MustFind("U0", LockRuleDetector.StateKind, stage =>
        {
            stage.LockRules();
            var (outer, inner) = (stage.Kernel.NewSpinLock("outer"), stage.Kernel.NewSpinLock("inner"));
            stage.Device("device", 1, async () =>
            {
                await outer.Lock();
                await outer.Unlock();
                return 0;
            });
            stage.KernelThread("thread", async () =>
            {
                long flags = await outer.LockIrqSave();
                await inner.LockIrq();
                await inner.UnlockIrq();
                await outer.UnlockIrqRestore(flags);
            });
        });

    private static string Dmesg(FoundFinding found, string environment)
    {
        var header = new TraceHeader("test/stage", environment, ScenarioSubject.Source, "exhaustive", "1", "0", found.Token.ToString()) { Cpus = 2 };
        return new DmesgExporter().Export(TraceBuilder.Build(found.Recording, header, found.Report));
    }

    private static void TaskAndHandler(Stage stage, bool soft, bool isSafe, bool rules)
    {
        if (rules)
        {
            stage.LockRules();
        }

        var spin = stage.Kernel.NewSpinLock("spin");
        var done = stage.Ghost("done");
        Func<KTask> handler = async () =>
        {
            await spin.Lock();
            await spin.Unlock();
            done.Value++;
        };
        var tasklet = soft ? stage.Kernel.Tasklets.Declare("tasklet", _ => handler()) : default;
        stage.Device("device", 1, async () =>
        {
            if (soft)
            {
                await stage.Kernel.Tasklets.Schedule(tasklet, s_here);
            }
            else
            {
                await handler();
            }

            return 0;
        });
        stage.KernelThread("thread", async () =>
        {
            await (!isSafe ? spin.Lock() : soft ? spin.LockBh() : spin.LockIrq());
            await (!isSafe ? spin.Unlock() : soft ? spin.UnlockBh() : spin.UnlockIrq());
            done.Value++;
        });
        stage.Reach("both", () => done.Value == 2);
    }

    private static void Readers(Stage stage, bool writes)
    {
        stage.LockRules();
        var (one, other) = (stage.Kernel.NewRwLock("one"), stage.Kernel.NewRwLock("other"));
        stage.KernelThread("thread", async () =>
        {
            await one.ReadLock();
            await other.ReadLock();
            await other.ReadUnlock();
            await one.ReadUnlock();
            await (writes ? other.WriteLock() : other.ReadLock());
            await (writes ? one.WriteLock() : one.ReadLock());
            await (writes ? one.WriteUnlock() : one.ReadUnlock());
            await (writes ? other.WriteUnlock() : other.ReadUnlock());
        });
    }

    private static void TwoOrders(Stage stage, bool sameOrder, bool rules)
    {
        if (rules)
        {
            stage.LockRules();
        }

        var (one, other) = (stage.Kernel.NewSpinLock("one"), stage.Kernel.NewSpinLock("other"));
        var done = stage.Ghost("done");
        stage.KernelThread("thread", async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                var (first, second) = i == 0 || sameOrder ? (one, other) : (other, one);
                await first.Lock();
                await second.Lock();
                await second.Unlock();
                await first.Unlock();
            }

            done.Value = 1;
        });
        stage.Reach("done", () => done.Value == 1);
    }
}
