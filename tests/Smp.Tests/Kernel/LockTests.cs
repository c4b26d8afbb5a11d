using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Each lock with a program that lacks it, which must be found, and one that has it, which must be proved.</summary>
public sealed class LockTests
{
    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Two_unlocked_additions_lose_one(string environment)
        => Explored.MustFind(environment, "never", stage => Explored.TwoAdders(stage, counter => async () => await counter.Store(await counter.Load() + 1)));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void A_kernel_that_is_not_preempted_and_has_one_lock_or_one_cpu_loses_none(string environment)
        => Explored.MustProve(environment, stage => Explored.TwoAdders(stage, counter => async () => await counter.Store(await counter.Load() + 1)));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void A_sleep_in_between_breaks_the_one_lock_and_the_one_cpu(string environment)
        => Explored.MustFind(environment, "never", stage => Explored.TwoAdders(stage, counter => async () =>
        {
            int value = await counter.Load();
            await stage.Kernel.Schedule(new Site("test", 1, "adder"));
            await counter.Store(value + 1);
        }));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void A_spinlock_around_both_halves_loses_none(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var spin = stage.Kernel.NewSpinLock("lock");
            Explored.TwoAdders(stage, counter => async () =>
            {
                await spin.Lock();
                await counter.Store(await counter.Load() + 1);
                await spin.Unlock();
            });
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void A_lock_around_one_half_only_is_none(string environment)
        => Explored.MustFind(environment, "never", stage =>
        {
            var spin = stage.Kernel.NewSpinLock("lock");
            Explored.TwoAdders(stage, counter => async () =>
            {
                int value = await counter.Load();
                await spin.Lock();
                await counter.Store(value + 1);
                await spin.Unlock();
            });
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void A_semaphore_around_both_halves_loses_none(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var mutex = stage.Kernel.NewSemaphore("mutex", 1);
            Explored.TwoAdders(stage, counter => async () =>
            {
                await mutex.Down();
                await counter.Store(await counter.Load() + 1);
                await mutex.Up();
            });
        });

    [Fact]
    public void A_semaphore_of_two_lets_both_in()
        => Explored.MustFind("S26", "never", stage =>
        {
            var mutex = stage.Kernel.NewSemaphore("mutex", 2);
            Explored.TwoAdders(stage, counter => async () =>
            {
                await mutex.Down();
                await counter.Store(await counter.Load() + 1);
                await mutex.Up();
            });
        });

    [Fact]
    public void A_semaphore_that_is_never_given_back_hangs_the_other()
        => Explored.MustFind("S26", "hung-task", stage =>
        {
            var mutex = stage.Kernel.NewSemaphore("mutex", 1);
            for (int i = 0; i < 2; i++)
            {
                stage.KernelThread($"taker{i}", async () => await mutex.Down());
            }
        });

    [Fact]
    public void Two_spinlocks_in_two_orders_deadlock()
        => Explored.MustFind("S26", "deadlock", stage => TwoLocks(stage, sameOrder: false));

    [Fact]
    public void Two_spinlocks_in_one_order_do_not()
        => Explored.MustProve("S26", stage => TwoLocks(stage, sameOrder: true));

    [Fact]
    public void On_one_cpu_spinlocks_in_two_orders_cannot_deadlock()
        => Explored.MustProve("UP", stage => TwoLocks(stage, sameOrder: false));

    [Fact]
    public void A_spinlock_taken_twice_by_one_task_deadlocks_on_two_cpus()
        => Explored.MustFind("S26", "deadlock", stage =>
        {
            var spin = stage.Kernel.NewSpinLock("lock");
            stage.KernelThread("twice", async () =>
            {
                await spin.Lock();
                await spin.Lock();
            });
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("UP")]
    public void An_atomic_addition_loses_none(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var counter = new Atomic(stage.Computer, stage.Computer.Memory.Allocate(4, "atomic", RegionKind.KernelData));
            var done = stage.Ghost("done");
            for (int i = 0; i < 2; i++)
            {
                stage.KernelThread($"adder{i}", async () =>
                {
                    await counter.AddReturn(1);
                    done.Value++;
                });
            }

            stage.Never("an addition was lost", () => done.Value == 2 && counter.Inspect() != 2);
            stage.Reach("both were done", () => done.Value == 2);
        });

    private static void TwoLocks(Stage stage, bool sameOrder)
    {
        var a = stage.Kernel.NewSpinLock("lock_a");
        var b = stage.Kernel.NewSpinLock("lock_b");
        for (int i = 0; i < 2; i++)
        {
            var (first, second) = i == 0 || sameOrder ? (a, b) : (b, a);
            stage.KernelThread($"thread{i}", async () =>
            {
                await first.Lock();
                await second.Lock();
                await second.Unlock();
                await first.Unlock();
            });
        }
    }
}
