using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>
/// A caller that nobody counts, on its way into a module through a pointer: removal of 6.8 waits for the CPU it is on,
/// unless the caller can be preempted or sleeps; removal of 2.6.11 waits for nobody.
/// </summary>
public sealed class GracePeriodTests
{
    [Theory]
    [InlineData("S68")]
    [InlineData("U0")]
    public void A_cpu_that_is_inside_the_kernel_without_preemption_is_waited_for(string environment)
        => Explored.MustProve(environment, stage => CallerAndRmmod(stage, sleeps: false));

    [Theory]
    [InlineData("S68p")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void On_a_preemptible_kernel_and_before_there_was_a_grace_period_it_is_not(string environment)
        => Explored.MustFind(environment, "freed-text", stage => CallerAndRmmod(stage, sleeps: false));

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Nobody_waits_for_a_caller_that_sleeps(string environment)
        => Explored.MustFind(environment, "freed-text", stage => CallerAndRmmod(stage, sleeps: true));

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    [InlineData("S26")]
    public void A_caller_that_takes_a_reference_under_the_lock_of_the_hook_is_safe(string environment)
        => Explored.MustProve(environment, stage => CallerAndRmmod(stage, sleeps: true, pins: true));

    private static void CallerAndRmmod(Stage stage, bool sleeps, bool pins = false)
    {
        var hook = stage.KernelInt("hook");
        var module = stage.Load(k => new HookModule(k, hook, sleeps));
        var kernel = stage.Kernel;
        var called = stage.Ghost("called");
        var removed = stage.Ghost("removed");
        stage.KernelThread("caller", async () =>
        {
            int function = pins ? await module.Pin() : await hook.Load();
            if (function == 0)
            {
                return;
            }

            long before = await kernel.EnterModule(new Address(function));
            await module.Hooked();
            await kernel.LeaveModule(new Address(function), before, 0);
            called.Value = 1;
            if (pins)
            {
                await module.Unpin();
            }
        });
        stage.Process("rmmod", async p =>
        {
            removed.Value = await p.Rmmod("hook") == 0 ? 1 : 0;
            await p.Compute();
        });
        stage.Reach("called", () => called.Value == 1);
        stage.Reach("removed", () => removed.Value == 1);
    }

    private sealed class HookModule : KernelModule
    {
        private readonly Shared<int> _hook;
        private readonly KernelSpinLock _lock;
        private readonly Shared<int> _calls;
        private readonly Address _hooked;
        private readonly bool _sleeps;

        internal HookModule(LinuxKernel kernel, Shared<int> hook, bool sleeps)
            : base(kernel, "hook")
        {
            _hook = hook;
            _lock = new KernelSpinLock(kernel, kernel.Computer.Memory.Allocate(8, "hook_lock", RegionKind.KernelData));
            _sleeps = sleeps;
            _calls = Variable<int>("calls");
            _hooked = Text("hooked", Hooked);
        }

        public override async KTask<int> InitModule()
        {
            await _hook.Store(_hooked.Value);
            return 0;
        }

        public override async KTask CleanupModule()
        {
            await _lock.Lock();
            await _hook.Store(0);
            await _lock.Unlock();
        }

        /// <summary>What the caller of a hook has to do: the pointer and the reference, of one piece. 0 if there is none.</summary>
        internal async KTask<int> Pin()
        {
            await _lock.Lock();
            int function = await _hook.Load();
            if (function != 0 && await TryModuleGet(ThisModule) == 0)
            {
                function = 0;
            }

            await _lock.Unlock();
            return function;
        }

        internal async KTask Unpin() => await ModulePut(ThisModule);

        internal async KTask Hooked()
        {
            await _calls.Store(await _calls.Load() + 1);
            if (_sleeps)
            {
                await Schedule();
            }
        }
    }
}
