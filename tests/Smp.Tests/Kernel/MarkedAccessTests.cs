using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Marked accesses, bit operations, atomics, and the ways to take a lock without waiting or with interrupts saved.</summary>
public sealed class MarkedAccessTests
{
    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_flag_that_is_stored_and_loaded_plainly_races(string environment)
        => Explored.MustFind(environment, "data-race", stage => Message(stage, async f => await f.Store(1), async f => await f.Load()));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Marked_it_does_not_but_orders_nothing(string environment)
    {
        var finding = Explored.MustFind(environment, "data-race", stage => Message(stage, async f => await f.WriteOnce(1), async f => await f.ReadOnce()));
        Assert.Contains("value", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Released_and_acquired_it_carries_the_value_with_it(string environment)
        => Explored.MustProve(environment, stage => Message(stage, async f => await f.StoreRelease(1), async f => await f.LoadAcquire()));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void One_of_two_claims_a_bit(string environment)
        => Explored.MustProve(environment, stage => Claim(stage, async f => await f.TestAndSetBit(3) == 0, async f => await f.TestAndClearBit(3)));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void One_of_two_claims_a_word(string environment)
    {
        Explored.MustProve(environment, stage => Claim(stage, async f => await f.CompareExchange(0, 1) == 0, async f => await f.StoreRelease(0)));
        Explored.MustProve(environment, stage => Claim(stage, async f => await f.Exchange(1) == 0, async f => await f.StoreRelease(0)));
    }

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_bit_that_is_tested_and_then_set_two_may_claim(string environment)
        => Explored.MustFind(environment, "never", stage => Claim(
            stage,
            async f =>
            {
                if (await f.TestBit(3) != 0)
                {
                    return false;
                }

                await f.SetBit(3);
                return true;
            },
            async f => await f.ClearBit(3),
            races: false));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void The_last_of_two_puts_frees(string environment)
        => Explored.MustProve(environment, stage => LastPut(stage, async c => await c.DecAndTest() != 0));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_put_that_looks_again_lets_both_free(string environment)
        => Explored.MustFind(environment, "never", stage => LastPut(stage, async c =>
        {
            await c.Dec();
            return await c.Read() == 0;
        }));

    [Fact]
    public void A_count_that_is_0_is_not_taken_up_again()
        => Explored.MustProve("S26", stage =>
        {
            var count = NewAtomic(stage, 1);
            var freed = stage.Ghost("freed");
            var used = stage.Ghost("used after it was freed");
            var refused = stage.Ghost("refused");
            stage.KernelThread("putter", async () => freed.Value |= await count.DecAndTest());
            stage.KernelThread("getter", async () =>
            {
                if (await count.AddUnless(1, 0) == 0)
                {
                    refused.Value = 1;
                    return;
                }

                used.Value = freed.Value;
                freed.Value |= await count.DecAndTest();
            });
            stage.Never("used after it was freed", () => used.Value != 0);
            stage.Reach("refused", () => refused.Value == 1);
            stage.Reach("freed", () => freed.Value == 1);
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Interrupts_are_as_they_were_before(string environment)
        => Explored.MustProve(environment, stage => Nested(stage, restores: true));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Switched_on_too_early_the_handler_comes_in(string environment)
        => Explored.MustFind(environment, "never", stage => Nested(stage, restores: false));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void A_lock_that_is_tried_is_taken_by_one(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var spin = stage.Kernel.NewSpinLock("lock");
            var inside = stage.Ghost("inside");
            var done = stage.Ghost("done");
            for (int i = 0; i < 2; i++)
            {
                stage.KernelThread($"thread{i}", async () =>
                {
                    if (await spin.TryLock() != 0)
                    {
                        inside.Value++;
                        await spin.Unlock();
                        inside.Value--;
                    }

                    done.Value++;
                });
            }

            stage.Reach("both were done", () => done.Value == 2 && inside.Value == 0);
        });

    [Fact]
    public void A_semaphore_that_is_tried_says_0_when_it_was_free()
        => Explored.MustProve("S26", stage =>
        {
            var semaphore = stage.Kernel.NewSemaphore("sem", 1);
            var taken = stage.Ghost("taken");
            stage.KernelThread("thread", async () => taken.Value = await semaphore.DownTryLock() == 0 && await semaphore.DownTryLock() == 1 ? 1 : 0);
            stage.Reach("taken once", () => taken.Value == 1);
        });

    private static Atomic NewAtomic(Stage stage, int value)
    {
        var atomic = new Atomic(stage.Computer, stage.Computer.Memory.Allocate(4, "count", RegionKind.KernelData));
        atomic.Initialise(value);
        return atomic;
    }

    private static void Message(Stage stage, Func<Shared<int>, KTask> set, Func<Shared<int>, KTask<int>> get)
    {
        stage.Races();
        var value = stage.KernelInt("value");
        var flag = stage.KernelInt("flag");
        var seen = stage.Ghost("seen");
        stage.KernelThread("sender", async () =>
        {
            await value.Store(1);
            await set(flag);
        });
        stage.KernelThread("receiver", async () =>
        {
            if (await get(flag) != 0)
            {
                seen.Value = await value.Load() + 1;
            }
        });
        stage.Never("the value was missed", () => seen.Value == 1);
        stage.Reach("the value was seen", () => seen.Value == 2);
    }

    private static void Claim(Stage stage, Func<Shared<int>, KTask<bool>> claim, Func<Shared<int>, KTask> release, bool races = true)
    {
        if (races)
        {
            stage.Races();
        }

        var flag = stage.KernelInt("flag");
        var value = stage.KernelInt("value");
        var inside = stage.Ghost("inside");
        var refused = stage.Ghost("refused");
        for (int i = 0; i < 2; i++)
        {
            stage.KernelThread($"thread{i}", async () =>
            {
                if (!await claim(flag))
                {
                    refused.Value = 1;
                    return;
                }

                inside.Value++;
                await value.Store(await value.Load() + 1);
                inside.Value--;
                await release(flag);
            });
        }

        stage.Never("both are inside", () => inside.Value > 1);
        stage.Reach("one was refused", () => refused.Value == 1);
    }

    private static void LastPut(Stage stage, Func<Atomic, KTask<bool>> put)
    {
        var count = NewAtomic(stage, 2);
        var frees = stage.Ghost("frees");
        var done = stage.Ghost("done");
        for (int i = 0; i < 2; i++)
        {
            stage.KernelThread($"thread{i}", async () =>
            {
                if (await put(count))
                {
                    frees.Value++;
                }

                done.Value++;
            });
        }

        stage.Never("it is freed twice", () => frees.Value > 1);
        stage.Reach("both were done", () => done.Value == 2);
    }

    private static void Nested(Stage stage, bool restores)
    {
        var outer = stage.Kernel.NewSpinLock("outer");
        var inner = stage.Kernel.NewSpinLock("inner");
        var inside = stage.Ghost("inside");
        var came = stage.Ghost("came in");
        var cpu = stage.Ghost("cpu");
        stage.Device("device", 1, () =>
        {
            came.Value = inside.Value;
            cpu.Value++;
            return new KTask<int>(0);
        });
        stage.KernelThread("thread", async () =>
        {
            long flags = await outer.LockIrqSave();
            inside.Value = stage.Kernel.CurrentCpu.Id == 0 ? 1 : 0;
            long innerFlags = await inner.LockIrqSave();
            if (restores)
            {
                await inner.UnlockIrqRestore(innerFlags);
            }
            else
            {
                await inner.UnlockIrq();
            }

            await outer.UnlockIrqRestore(flags);
            inside.Value = 0;
        });
        stage.Never("the handler came in between", () => came.Value == 1);
        stage.Reach("the handler ran", () => cpu.Value == 1);
    }
}
