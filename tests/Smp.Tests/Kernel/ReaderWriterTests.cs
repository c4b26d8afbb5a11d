using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Locks that tell readers from writers: who may be inside with whom, and what readers must not do.</summary>
public sealed class ReaderWriterTests
{
    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_spinlock_for_writers_keeps_readers_out(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var spin = stage.Kernel.NewRwLock("rwlock");
            Pair(stage, async () => await spin.ReadLock(), async () => await spin.ReadUnlock(), async () => await spin.WriteLock(), async () => await spin.WriteUnlock());
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_spinlock_for_readers_keeps_nobody_out_of_what_they_write(string environment)
        => Explored.MustFind(environment, "data-race", stage =>
        {
            var spin = stage.Kernel.NewRwLock("rwlock");
            Pair(stage, async () => await spin.ReadLock(), async () => await spin.ReadUnlock(), async () => await spin.ReadLock(), async () => await spin.ReadUnlock());
        });

    [Fact]
    public void Two_readers_are_inside_together()
        => Explored.MustProve("S26", stage =>
        {
            var spin = stage.Kernel.NewRwLock("rwlock");
            var inside = stage.Ghost("inside");
            for (int i = 0; i < 2; i++)
            {
                stage.KernelThread($"reader{i}", async () =>
                {
                    await spin.ReadLock();
                    inside.Value++;
                    await spin.ReadUnlock();
                    inside.Value--;
                });
            }

            stage.Reach("both are inside", () => inside.Value == 2);
        });

    [Fact]
    public void A_reader_that_becomes_a_writer_deadlocks()
        => Explored.MustFind("S26", "deadlock", stage =>
        {
            var spin = stage.Kernel.NewRwLock("rwlock");
            stage.KernelThread("thread", async () =>
            {
                await spin.ReadLock();
                await spin.WriteLock();
            });
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_semaphore_for_writers_keeps_readers_out(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var semaphore = stage.Kernel.NewRwSemaphore("rwsem");
            Pair(stage, () => semaphore.DownRead(), async () => await semaphore.UpRead(), () => semaphore.DownWrite(), async () => await semaphore.UpWrite());
        });

    [Fact]
    public void A_semaphore_for_readers_keeps_nobody_out_of_what_they_write()
        => Explored.MustFind("S26", "data-race", stage =>
        {
            var semaphore = stage.Kernel.NewRwSemaphore("rwsem");
            Pair(stage, () => semaphore.DownRead(), async () => await semaphore.UpRead(), () => semaphore.DownRead(), async () => await semaphore.UpRead());
        });

    [Fact]
    public void A_writer_that_has_become_a_reader_keeps_writers_out_only()
        => Explored.MustProve("S26", stage =>
        {
            var semaphore = stage.Kernel.NewRwSemaphore("rwsem");
            Pair(
                stage,
                () => semaphore.DownRead(),
                async () => await semaphore.UpRead(),
                () => semaphore.DownWrite(),
                async () =>
                {
                    await semaphore.DowngradeWrite();
                    await semaphore.UpRead();
                });
        });

    [Fact]
    public void A_semaphore_that_is_given_back_as_something_else_is_found()
        => Explored.MustFind("S26", "unbalanced-lock", stage =>
        {
            var semaphore = stage.Kernel.NewRwSemaphore("rwsem");
            stage.KernelThread("thread", async () =>
            {
                await semaphore.DownRead();
                await semaphore.UpWrite();
            });
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_reader_that_takes_it_again_sees_both_halves_of_one_pair(string environment)
        => Explored.MustProve(environment, stage => Sequence(stage, retries: true));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_reader_that_does_not_sees_halves_of_two(string environment)
        => Explored.MustFind(environment, "never", stage => Sequence(stage, retries: false));

    private static void Pair(Stage stage, Func<KTask> readLock, Func<KTask> readUnlock, Func<KTask> writeLock, Func<KTask> writeUnlock)
    {
        stage.Races();
        var first = stage.KernelInt("first");
        var second = stage.KernelInt("second");
        var torn = stage.Ghost("torn");
        var seen = stage.Ghost("seen");
        stage.KernelThread("writer", async () =>
        {
            await writeLock();
            await first.Store(1);
            await second.Store(1);
            await writeUnlock();
        });
        stage.KernelThread("reader", async () =>
        {
            await readLock();
            int one = await first.Load();
            int two = await second.Load();
            await readUnlock();
            torn.Value = one != two ? 1 : 0;
            seen.Value = one + 1;
        });
        stage.Never("halves of two pairs", () => torn.Value != 0);
        stage.Reach("the old pair", () => seen.Value == 1);
        stage.Reach("the new pair", () => seen.Value == 2);
    }

    private static void Sequence(Stage stage, bool retries)
    {
        stage.Races();
        var sequence = stage.Kernel.NewSeqLock("seqlock");
        var first = stage.KernelInt("first");
        var second = stage.KernelInt("second");
        var torn = stage.Ghost("torn");
        var again = stage.Ghost("taken again");
        stage.KernelThread("writer", async () =>
        {
            await sequence.WriteLock();
            await first.WriteOnce(1);
            await second.WriteOnce(1);
            await sequence.WriteUnlock();
        });
        stage.KernelThread("reader", async () =>
        {
            int one;
            int two;
            while (true)
            {
                long begin = await sequence.ReadBegin();
                one = await first.ReadOnce();
                two = await second.ReadOnce();
                if (!await sequence.ReadRetry(begin) || !retries)
                {
                    break;
                }

                again.Value = 1;
            }

            torn.Value = one != two ? 1 : 0;
        });
        stage.Never("halves of two pairs", () => torn.Value != 0);
        if (stage.Kernel.Profile.IsSmp)
        {
            stage.Reach("it was taken again", () => again.Value == 1 || !retries);
        }
    }
}
