using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Completions: what one task has done another one may rely on; a word that is not enough for all is found.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Who_waits_comes_after_what_was_done(string environment)
        => Explored.MustProve(environment, stage => DoAndWait(stage, waits: true));

    [Fact]
    public void Who_only_looks_at_a_flag_does_not()
        => Explored.MustFind("S26", "data-race", stage => DoAndWait(stage, waits: false));

    [Fact]
    public void One_complete_lets_one_of_two_go()
        => Explored.MustFind("S26", "hung-task", stage => TwoWaiters(stage, all: false));

    [Fact]
    public void Complete_all_lets_both_go()
        => Explored.MustProve("S26", stage => TwoWaiters(stage, all: true));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void It_may_be_completed_from_an_interrupt(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var done = stage.Kernel.NewCompletion("done");
            var gone = stage.Ghost("gone");
            stage.Device("device", 1, async () =>
            {
                await done.Complete();
                return 0;
            });
            stage.KernelThread("waiter", async () =>
            {
                await done.Wait();
                gone.Value = 1;
            });
            stage.Reach("it went on", () => gone.Value == 1);
        });

    [Fact]
    public void Waiting_under_a_spinlock_is_found_though_it_is_done()
        => Explored.MustFind("S68p", "sleep-in-atomic", stage =>
        {
            var done = stage.Kernel.NewCompletion("done");
            var spin = stage.Kernel.NewSpinLock("spin");
            stage.KernelThread("waiter", async () =>
            {
                await done.Complete();
                await spin.Lock();
                await done.Wait();
                await spin.Unlock();
            });
        });

    [Fact]
    public void Made_anew_it_is_not_done()
        => Explored.MustFind("S26", "hung-task", stage =>
        {
            var done = stage.Kernel.NewCompletion("done");
            stage.KernelThread("waiter", async () =>
            {
                await done.CompleteAll();
                Assert.Equal(1, await done.TryWait());
                await done.Reinit();
                Assert.Equal(0, await done.TryWait());
                await done.Wait();
            });
        });

    private static void DoAndWait(Stage stage, bool waits)
    {
        stage.Races();
        var completion = stage.Kernel.NewCompletion("done");
        var value = stage.KernelInt("value");
        var seen = stage.Ghost("seen");
        stage.KernelThread("worker", async () =>
        {
            await value.Store(1);
            await completion.Complete();
        });
        stage.KernelThread("waiter", async () =>
        {
            if (waits)
            {
                await completion.Wait();
            }

            seen.Value = await value.Load() + 1;
        });
        stage.Never("the waiter missed what was done", () => waits && seen.Value == 1);
        stage.Reach("it was seen", () => seen.Value == 2);
    }

    private static void TwoWaiters(Stage stage, bool all)
    {
        var done = stage.Kernel.NewCompletion("done");
        var gone = stage.Ghost("gone");
        for (int i = 0; i < 2; i++)
        {
            stage.KernelThread($"waiter{i}", async () =>
            {
                await done.Wait();
                gone.Value++;
            });
        }

        stage.KernelThread("worker", async () =>
        {
            if (all)
            {
                await done.CompleteAll();
            }
            else
            {
                await done.Complete();
            }
        });
        stage.Reach("both went on", () => gone.Value == 2);
    }
}
