using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>
/// RCU as modules use it: a reader follows a pointer, an updater takes the object away. What is freed without waiting, a
/// callback that is left behind, a reader that sleeps are found; waiting, calling back and the barrier are proved.
/// </summary>
public sealed class RcuTests
{
    public enum Freeing
    {
        AtOnce,
        AfterGracePeriod,
        ByCallback,
    }

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void What_is_freed_at_once_a_reader_may_still_have(string environment)
    {
        if (environment == "UP")
        {
            // In 2.6.11 a reader is not preempted, and on one CPU nobody else runs.
            Explored.MustProve(environment, stage => ReadAndFree(stage, Freeing.AtOnce));
            return;
        }

        Explored.MustFind(environment, "use-after-free", stage => ReadAndFree(stage, Freeing.AtOnce));
    }

    [Theory]
    [InlineData("UP", Freeing.AfterGracePeriod)]
    [InlineData("B20", Freeing.AfterGracePeriod)]
    [InlineData("S26", Freeing.AfterGracePeriod)]
    [InlineData("S68", Freeing.AfterGracePeriod)]
    [InlineData("S68p", Freeing.AfterGracePeriod)]
    [InlineData("B20", Freeing.ByCallback)]
    [InlineData("S26", Freeing.ByCallback)]
    [InlineData("S68p", Freeing.ByCallback)]
    public void What_is_freed_when_the_readers_have_gone_nobody_has(string environment, Freeing freeing)
        => Explored.MustProve(environment, stage => ReadAndFree(stage, freeing));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_grace_period_orders_what_readers_did_before_it(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Races();
            ReadAndFree(stage, Freeing.AfterGracePeriod);
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_reader_outside_every_section_is_found(string environment)
        => Explored.MustFind(environment, "rcu-usage", stage => ReadAndFree(stage, Freeing.AfterGracePeriod, locks: false));

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_reader_that_sleeps_in_its_section_is_found(string environment)
        => Explored.MustFind(environment, "sleep-in-atomic", stage => InSection(stage, () => stage.Kernel.Schedule(new Site("test", 1, "reader"))));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Who_waits_for_readers_and_is_one_is_found(string environment)
        => Explored.MustFind(environment, "sleep-in-atomic", stage => InSection(stage, () => stage.Kernel.Rcu.Synchronize()));

    [Fact]
    public void A_section_that_is_left_twice_is_found()
        => Explored.MustFind("S68p", "unbalanced-lock", stage => InSection(stage, async () => await stage.Kernel.Rcu.ReadUnlock()));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_callback_that_is_left_behind_runs_in_freed_text(string environment)
        => Explored.MustFind(environment, "freed-text", stage => CallAndRmmod(stage, waits: false));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_module_that_waits_for_its_callbacks_goes_in_peace(string environment)
        => Explored.MustProve(environment, stage => CallAndRmmod(stage, waits: true));

    [Fact]
    public void A_callback_queued_twice_is_found()
        => Explored.MustFind("S26", "double-free", stage => CallAndRmmod(stage, waits: true, twice: true));

    private static void InSection(Stage stage, Func<KTask> what)
    {
        stage.Kernel.Rcu.Require();
        stage.KernelThread("reader", async () =>
        {
            await stage.Kernel.Rcu.ReadLock();
            await what();
            await stage.Kernel.Rcu.ReadUnlock();
        });
    }

    private static void ReadAndFree(Stage stage, Freeing freeing, bool locks = true)
    {
        var module = stage.Load(k => new RcuModule(k));
        var read = stage.Ghost("read");
        var missed = stage.Ghost("missed");
        stage.KernelThread("reader", async () =>
        {
            int value = await module.Read(locks);
            read.Value = value == 7 ? 1 : read.Value;
            missed.Value = value == 0 ? 1 : missed.Value;
        });
        stage.KernelThread("updater", async () => await module.Update(freeing));
        stage.Reach("it was read", () => read.Value == 1);
        stage.Reach("it was gone", () => missed.Value == 1);
    }

    private static void CallAndRmmod(Stage stage, bool waits, bool twice = false)
    {
        var module = stage.Load(k => new RcuModule(k, waits));
        var removed = stage.Ghost("removed");
        stage.Process("rmmod", async p =>
        {
            removed.Value = await p.Rmmod("rcu_test") == 0 ? 1 : 0;
            await p.Compute();
        });
        module.CallsTwice = twice;
        stage.Reach("removed", () => removed.Value == 1);
    }

    private sealed class RcuModule : KernelModule
    {
        private const int ObjectSize = 24;
        private readonly Shared<long> _pointer;
        private readonly Address _free;
        private readonly bool? _waits;

        internal RcuModule(LinuxKernel kernel, bool? waits = null)
            : base(kernel, "rcu_test")
        {
            _waits = waits;
            _pointer = Pointer("published");
            _free = RcuFunction(FreeObject);
        }

        internal bool CallsTwice { get; set; }

        public KTask FreeObject(Address head) => Free(head);

        public override async KTask<int> InitModule()
        {
            // The object: a struct rcu_head and a value.
            var made = await Kmalloc(ObjectSize);
            await At<int>(made + 16).Store(7);
            await RcuAssignPointer(_pointer, made);
            return 0;
        }

        public override async KTask CleanupModule()
        {
            if (_waits is { } waits)
            {
                await Update(Freeing.ByCallback);
                if (waits)
                {
                    await RcuBarrier();
                }
            }
        }

        internal async KTask<int> Read(bool locks)
        {
            if (locks)
            {
                await RcuReadLock();
            }

            var found = new Address((int)await RcuDereference(_pointer));
            int value = found.IsNull ? 0 : await At<int>(found + 16).Load();
            if (locks)
            {
                await RcuReadUnlock();
            }

            return value;
        }

        internal async KTask Update(Freeing freeing)
        {
            var old = new Address((int)await _pointer.ReadOnce());
            await RcuAssignPointer(_pointer, Address.Null);
            if (freeing == Freeing.ByCallback)
            {
                await CallRcu(old, _free);
                if (CallsTwice)
                {
                    await CallRcu(old, _free);
                }

                return;
            }

            if (freeing == Freeing.AfterGracePeriod)
            {
                await SynchronizeRcu();
            }

            await Free(old);
        }

        private async KTask Free(Address pointer) => await Kfree(pointer, ObjectSize);
    }
}
