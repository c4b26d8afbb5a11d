using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Sleeping where one may not, and leaving the kernel, or the machine, with what one should have given back.</summary>
public sealed class AtomicContextTests
{
    public static TheoryData<string> Everywhere => [.. Environments.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_semaphore_under_a_spinlock_is_found_though_it_is_free(string environment)
        => Explored.MustFind(environment, "sleep-in-atomic", stage => SemaphoreAndSpinLock(stage, semaphoreFirst: false));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_spinlock_under_a_semaphore_is_clean(string environment)
        => Explored.MustProve(environment, stage => SemaphoreAndSpinLock(stage, semaphoreFirst: true));

    [Fact]
    public void A_semaphore_in_a_handler_is_found_though_no_task_runs_there()
        => Explored.MustFind("S26", "sleep-in-atomic", stage =>
        {
            var semaphore = stage.Kernel.NewSemaphore("sem", 1);
            stage.Device("device", 1, async () =>
            {
                await semaphore.Down();
                await semaphore.Up();
                return 0;
            });
            stage.Reach("never", () => false);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_copy_and_an_allocation_under_a_spinlock_are_found(string environment)
    {
        Explored.MustFind(environment, "sleep-in-atomic", stage => Write(stage, (m, p) => m.CopyLocked(p)));
        Explored.MustFind(environment, "sleep-in-atomic", stage => Write(stage, (m, _) => m.AllocateLocked()));
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Works_waited_for_under_a_spinlock_are_found_though_there_are_none(string environment)
    {
        Explored.MustFind(environment, "sleep-in-atomic", stage => Flush(stage, locked: true));
        Explored.MustProve(environment, stage => Flush(stage, locked: false));
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_call_that_returns_with_a_spinlock_is_found_and_one_that_gives_it_back_is_not(string environment)
    {
        Explored.MustFind(environment, "lock-held", stage => Write(stage, (m, _) => m.Take(givesBack: false)));
        Explored.MustProve(environment, stage => Write(stage, (m, _) => m.Take(givesBack: true)));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Memory_that_a_module_keeps_when_it_goes_is_found(string environment)
        => Explored.MustFind(environment, "leak", stage => WriteAndRmmod(stage, m => m.Allocate(frees: false)));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Memory_that_it_has_given_back_is_not(string environment)
        => Explored.MustProve(environment, stage => WriteAndRmmod(stage, m => m.Allocate(frees: true)));

    private static void SemaphoreAndSpinLock(Stage stage, bool semaphoreFirst)
    {
        var semaphore = stage.Kernel.NewSemaphore("sem", 1);
        var spin = stage.Kernel.NewSpinLock("spin");
        var done = stage.Ghost("done");
        stage.KernelThread("thread", async () =>
        {
            if (semaphoreFirst)
            {
                await semaphore.Down();
                await spin.Lock();
                await spin.Unlock();
                await semaphore.Up();
            }
            else
            {
                await spin.Lock();
                await semaphore.Down();
                await semaphore.Up();
                await spin.Unlock();
            }

            done.Value = 1;
        });
        stage.Reach("it is done", () => done.Value == 1);
    }

    private static void Flush(Stage stage, bool locked)
    {
        var spin = stage.Kernel.NewSpinLock("spin");
        var done = stage.Ghost("done");
        var module = stage.Load(k => new HandlerWorkModule(k, _ => KTask.Completed));
        stage.KernelThread("thread", async () =>
        {
            if (locked)
            {
                await spin.Lock();
            }

            await module.Flush();
            if (locked)
            {
                await spin.Unlock();
            }

            done.Value = 1;
        });
        stage.Reach("it is done", () => done.Value == 1);
    }

    private static void Write(Stage stage, Func<Locking, Address, KTask<long>> write)
    {
        var buffer = stage.UserBuffer("buffer", 8);
        stage.Load(kernel => new Locking(kernel, m => write(m, buffer)));
        var written = stage.Ghost("written");
        stage.Process("writer", async p =>
        {
            long fd = await p.Open("/proc/locking", OpenFlags.WriteOnly);
            written.Value = await p.Write(fd, buffer, 1);
        });
        stage.Reach("it wrote", () => written.Value == 1);
    }

    private static void WriteAndRmmod(Stage stage, Func<Locking, KTask<long>> write)
    {
        stage.Load(kernel => new Locking(kernel, write));
        var removed = stage.Ghost("removed");
        stage.Process("writer", async p =>
        {
            long fd = await p.Open("/proc/locking", OpenFlags.WriteOnly);
            await p.Write(fd, Address.Null, 1);
            await p.Close(fd);
            removed.Value = await p.Rmmod("locking") + 1;
        });
        stage.Reach("the module is gone", () => removed.Value == 1);
    }

    private sealed class Locking : KernelModule
    {
        private readonly Func<Locking, KTask<long>> _write;
        private readonly FileOperations _fileOps;
        private readonly KernelSpinLock _lock;

        internal Locking(LinuxKernel kernel, Func<Locking, KTask<long>> write)
            : base(kernel, "locking")
        {
            _write = write;
            _lock = DefineSpinLock("lock");
            _fileOps = FileOperations("locking_fops", write: LockingWrite, owner: true);
        }

        public async KTask<long> LockingWrite(OpenFile file, Address buffer, long length, LocalLong offset) => await _write(this);

        public override async KTask<int> InitModule()
        {
            if (HasProcCreate)
            {
                return (await ProcCreate("locking", 0x1b6, _fileOps)).IsNull ? -Errno.ENOMEM : 0;
            }

            var entry = await CreateProcEntry("locking", 0x1b6);
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            return 0;
        }

        public override KTask CleanupModule() => RemoveProcEntry("locking");

        internal async KTask<long> Take(bool givesBack)
        {
            await _lock.Lock();
            if (givesBack)
            {
                await _lock.Unlock();
            }

            return 1;
        }

        internal async KTask<long> CopyLocked(Address from)
        {
            await _lock.Lock();
            await GetUser(from);
            await _lock.Unlock();
            return 1;
        }

        internal async KTask<long> AllocateLocked()
        {
            await _lock.Lock();
            var pointer = await Kmalloc(8);
            await _lock.Unlock();
            await Kfree(pointer, 8);
            return 1;
        }

        internal async KTask<long> Allocate(bool frees)
        {
            var pointer = await Kmalloc(8);
            if (frees)
            {
                await Kfree(pointer, 8);
            }

            return 1;
        }
    }
}
