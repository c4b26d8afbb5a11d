using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Mutexes: who owns one, what may not be done with it, and circles of those who wait.</summary>
public sealed class MutexTests
{
    private const int SigUsr1 = 10;

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_mutex_around_both_halves_loses_no_addition(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Races();
            var mutex = stage.Kernel.NewMutex("mutex");
            Explored.TwoAdders(stage, counter => async () =>
            {
                await mutex.Lock();
                await counter.Store(await counter.Load() + 1);
                await mutex.Unlock();
            });
        });

    [Fact]
    public void A_mutex_around_one_half_loses_one()
        => Explored.MustFind("S26", "never", stage =>
        {
            var mutex = stage.Kernel.NewMutex("mutex");
            Explored.TwoAdders(stage, counter => async () =>
            {
                int value = await counter.Load();
                await mutex.Lock();
                await counter.Store(value + 1);
                await mutex.Unlock();
            });
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_mutex_locked_twice_by_one_task_is_a_deadlock(string environment)
    {
        var finding = Explored.MustFind(environment, "deadlock", stage =>
        {
            var mutex = stage.Kernel.NewMutex("mutex");
            stage.KernelThread("twice", async () =>
            {
                await mutex.Lock();
                await mutex.Lock();
            });
        });
        Assert.Contains("a mutex is not recursive", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Two_mutexes_in_two_orders_deadlock_and_the_circle_is_told(string environment)
    {
        var finding = Explored.MustFind(environment, "deadlock", stage => Orders(stage, 2, sameOrder: false));
        Assert.Equal(2, finding.Report.Involved.Count);
        Assert.Contains("mutex0", finding.Report.Explanation, StringComparison.Ordinal);
        Assert.Contains("mutex1", finding.Report.Explanation, StringComparison.Ordinal);
        Assert.Contains("none of them can go on", finding.Report.Explanation, StringComparison.Ordinal);
        Explored.MustProve(environment, stage => Orders(stage, 2, sameOrder: true));
    }

    [Fact]
    public void Three_mutexes_in_a_circle_deadlock()
        => Assert.Equal(3, Explored.MustFind("S26", "deadlock", stage => Orders(stage, 3, sameOrder: false)).Report.Involved.Count);

    [Fact]
    public void Who_tries_the_second_one_only_does_not_deadlock()
        => Explored.MustProve("S26", stage =>
        {
            var mutexes = new[] { stage.Kernel.NewMutex("a"), stage.Kernel.NewMutex("b") };
            var done = stage.Ghost("done");
            var refused = stage.Ghost("refused");
            for (int i = 0; i < 2; i++)
            {
                var (first, second) = (mutexes[i], mutexes[1 - i]);
                stage.KernelThread($"thread{i}", async () =>
                {
                    await first.Lock();
                    if (await second.TryLock() != 0)
                    {
                        await second.Unlock();
                    }
                    else
                    {
                        refused.Value = 1;
                    }

                    await first.Unlock();
                    done.Value++;
                });
            }

            stage.Reach("refused", () => refused.Value == 1);
            stage.Reach("both were done", () => done.Value == 2);
        });

    [Fact]
    public void Another_task_may_not_unlock_it()
        => Explored.MustFind("S68p", "unbalanced-lock", stage =>
        {
            var mutex = stage.Kernel.NewMutex("mutex");
            stage.KernelThread("owner", async () => await mutex.Lock());
            stage.KernelThread("other", async () => await mutex.Unlock());
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S68p")]
    public void It_may_not_be_locked_under_a_spinlock_though_it_is_free(string environment)
        => Explored.MustFind(environment, "sleep-in-atomic", stage =>
        {
            var mutex = stage.Kernel.NewMutex("mutex");
            var spin = stage.Kernel.NewSpinLock("spin");
            stage.KernelThread("thread", async () =>
            {
                await spin.Lock();
                await mutex.Lock();
                await mutex.Unlock();
                await spin.Unlock();
            });
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_call_that_returns_with_it_locked_is_found_and_one_that_gives_it_back_is_not(string environment)
    {
        var finding = Explored.MustFind(environment, "lock-held", stage => Write(stage, givesBack: false));
        Assert.Contains(finding.Report.Involved, a => a.Object == "test_mutex");
        Explored.MustProve(environment, stage => Write(stage, givesBack: true));
    }

    [Fact]
    public void A_signal_ends_an_interruptible_wait_for_it()
        => Explored.MustProve("S26", stage =>
        {
            var mutex = stage.Kernel.NewMutex("mutex");
            var module = stage.Load(k => new TestModule(k, async _ => await mutex.LockInterruptible() == 0 ? await Unlocked(mutex) : -Errno.EINTR));
            var result = stage.Ghost("result");
            var waiter = stage.Process("waiter", async p => result.Value = await p.Write(await p.Open("/proc/test", OpenFlags.WriteOnly), Address.Null, 1));
            waiter.Handles(SigUsr1);
            stage.KernelThread("holder", async () =>
            {
                await mutex.Lock();
                await stage.Kernel.Schedule(new Site("test", 1, "holder"));
                await mutex.Unlock();
            });
            stage.Process("kill", async p => await p.Tkill(waiter.Pid, SigUsr1));
            stage.Reach("interrupted", () => result.Value == -Errno.EINTR);
            stage.Reach("locked", () => result.Value == 1);
        });

    private static async KTask<long> Unlocked(KernelMutex mutex)
    {
        await mutex.Unlock();
        return 1;
    }

    private static void Orders(Stage stage, int count, bool sameOrder)
    {
        var mutexes = Enumerable.Range(0, count).Select(i => stage.Kernel.NewMutex($"mutex{i}")).ToArray();
        for (int i = 0; i < count; i++)
        {
            var (first, second) = sameOrder || i < count - 1 ? (mutexes[0], mutexes[1]) : (mutexes[1], mutexes[0]);
            if (!sameOrder)
            {
                (first, second) = (mutexes[i], mutexes[(i + 1) % count]);
            }

            stage.KernelThread($"thread{i}", async () =>
            {
                await first.Lock();
                await second.Lock();
                await second.Unlock();
                await first.Unlock();
            });
        }
    }

    private static void Write(Stage stage, bool givesBack)
    {
        stage.Load(kernel => new MutexModule(kernel, givesBack));
        var written = stage.Ghost("written");
        stage.Process("writer", async p => written.Value = await p.Write(await p.Open("/proc/mutex", OpenFlags.WriteOnly), Address.Null, 1));
        stage.Reach("it wrote", () => written.Value == 1);
    }

    private sealed class MutexModule : KernelModule
    {
        private readonly KernelMutex _mutex;
        private readonly FileOperations _fileOps;
        private readonly bool _givesBack;

        internal MutexModule(LinuxKernel kernel, bool givesBack)
            : base(kernel, "mutex")
        {
            _givesBack = givesBack;
            _mutex = DefineMutex("test_mutex");
            _fileOps = FileOperations("mutex_fops", write: MutexWrite, owner: true);
        }

        public async KTask<long> MutexWrite(OpenFile file, Address buffer, long length, LocalLong offset)
        {
            await _mutex.Lock();
            if (_givesBack)
            {
                await _mutex.Unlock();
            }

            return 1;
        }

        public override async KTask<int> InitModule()
        {
            if (HasProcCreate)
            {
                return (await ProcCreate("mutex", 0x1b6, _fileOps)).IsNull ? -Errno.ENOMEM : 0;
            }

            var entry = await CreateProcEntry("mutex", 0x1b6);
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            return 0;
        }

        public override KTask CleanupModule() => RemoveProcEntry("mutex");
    }
}
