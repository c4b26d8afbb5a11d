using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Diagnostics;

/// <summary>What orders a task and a timer's handler: interrupts or bottom halves off, not a spinlock alone on one CPU.</summary>
public sealed class SoftIrqRaceTests
{
    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void With_interrupts_off_the_handler_is_kept_out(string environment)
        => Explored.MustProve(environment, stage => TaskAndTimer(stage, irq: true));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    public void A_spinlock_alone_does_not_keep_it_out_on_one_cpu(string environment)
        => Explored.MustFind(environment, "data-race", stage => TaskAndTimer(stage, irq: false));

    private static void TaskAndTimer(Stage stage, bool irq)
    {
        var module = stage.Load(kernel => new Counting(kernel, irq));
        stage.Expiries(1);
        stage.Races();
        stage.Process("writer", async p => await p.Write(await p.Open("/proc/counting", OpenFlags.WriteOnly), Address.Null, 1));
        stage.Reach("both counted", () => module.Count.Inspect() == 2);
    }

    private sealed class Counting : KernelModule
    {
        private readonly bool _irq;
        private readonly KernelSpinLock _lock;
        private readonly TimerList _timer;
        private readonly FileOperations _fileOps;

        internal Counting(LinuxKernel kernel, bool irq)
            : base(kernel, "counting")
        {
            _irq = irq;
            Count = Variable<int>("count");
            _lock = DefineSpinLock("lock");
            _timer = DefineTimer("timer", OnTimer);
            _fileOps = FileOperations("counting_fops", write: CountingWrite, owner: true);
        }

        internal Shared<int> Count { get; }

        public async KTask OnTimer(Address argument)
        {
            await _lock.Lock();
            await Count.Store(await Count.Load() + 1);
            await _lock.Unlock();
        }

        public async KTask<long> CountingWrite(OpenFile file, Address buffer, long length, LocalLong offset)
        {
            if (_irq)
            {
                await _lock.LockIrq();
            }
            else
            {
                await _lock.Lock();
            }

            await Count.Store(await Count.Load() + 1);
            if (_irq)
            {
                await _lock.UnlockIrq();
            }
            else
            {
                await _lock.Unlock();
            }

            return length;
        }

        public override async KTask<int> InitModule()
        {
            if (HasProcCreate)
            {
                await ProcCreate("counting", 0x1b6, _fileOps);
            }
            else
            {
                var entry = await CreateProcEntry("counting", 0x1b6);
                await entry.Owner.Store(ThisModule.Value);
                await entry.ProcFops.Store(_fileOps.Address.Value);
            }

            await AddTimer(_timer, 10);
            return 0;
        }

        public override KTask CleanupModule() => RemoveProcEntry("counting");
    }
}
