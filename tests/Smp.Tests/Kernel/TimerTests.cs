using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Timers, softirqs and work queues: each in a use that must be found and in one that must be proved.</summary>
public sealed class TimerTests
{
    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_timer_fires_once_and_not_before_its_time(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = Load(stage, async m => await m.Arm(10));
            long Now() => stage.Computer.Memory.Peek(stage.Kernel.Jiffies);
            stage.Never("it fires early", () => module.Fired.Inspect() > 0 && Now() < 10);
            stage.Never("it fires twice", () => module.Fired.Inspect() > 1);
            stage.Reach("it fired", () => module.Fired.Inspect() == 1);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Without_a_budget_of_ticks_the_clock_goes_to_the_next_expiry_and_with_one_also_by_one(string environment)
        => Explored.MustProve(environment, stage =>
        {
            Load(stage, async m => await m.Arm(10));
            stage.Ticks(1);
            long Now() => stage.Computer.Memory.Peek(stage.Kernel.Jiffies);
            stage.Reach("by one", () => Now() == 1);
            stage.Reach("to the expiry", () => Now() == 10);
            stage.Never("elsewhere", () => Now() is not (0 or 1 or 10 or 11));
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S26p")]
    [InlineData("S68")]
    public void Del_timer_does_not_wait_for_a_handler_that_runs(string environment)
        => Explored.MustFind(environment, "never", stage => DeleteWhileItRuns(stage, m => m.Delete()));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Del_timer_sync_does(string environment)
        => Explored.MustProve(environment, stage => DeleteWhileItRuns(stage, m => m.DeleteSync()));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_timer_left_behind_is_complained_of_when_its_module_goes(string environment)
        => Explored.MustFind(environment, "leftover", stage =>
        {
            Load(stage, async m => await m.Arm(10));
            stage.Process("rmmod", async p => await p.Rmmod("timers"));
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    public void Bottom_halves_off_keep_the_timer_out_on_one_cpu(string environment)
        => Explored.MustProve(environment, stage => AddAndAdd(stage, bhOff: true));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void With_bottom_halves_on_it_comes_between(string environment)
        => Explored.MustFind(environment, "never", stage => AddAndAdd(stage, bhOff: false));

    [Theory]
    [InlineData("S26")]
    public void On_another_cpu_it_comes_all_the_same(string environment)
        => Explored.MustFind(environment, "never", stage => AddAndAdd(stage, bhOff: true));

    [Fact]
    public void A_timer_that_is_shut_down_cannot_be_armed_again()
        => Explored.MustProve("S68", stage =>
        {
            var module = Load(stage, async m => await m.Arm(10));
            var over = stage.Ghost("over");
            stage.KernelThread("stopper", async () =>
            {
                await module.Shutdown();
                long fired = await module.Fired.Load();
                await module.Arm(20);
                over.Value = 1 + fired;
            });
            stage.Never("it fires after the shutdown", () => over.Value != 0 && module.Fired.Inspect() != over.Value - 1);
            stage.Reach("shut down before it fired", () => over.Value == 1);
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Del_timer_sync_from_the_handler_itself_waits_for_itself(string environment)
        => Explored.MustFind(environment, "deadlock", stage => Load(stage, m => m.Arm(10), m => m.DeleteSync()));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    public void On_one_cpu_it_waits_for_nobody(string environment)
        => Explored.MustProve(environment, stage => Load(stage, m => m.Arm(10), m => m.DeleteSync()));

    [Fact]
    public void The_handler_may_ask_whether_its_timer_could_be_deleted()
        => Explored.MustProve("S68p", stage => Load(stage, m => m.Arm(10), async m =>
        {
            if (await m.TryToDelete() >= 0)
            {
                throw new MachineException("the handler runs");
            }
        }));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Del_timer_sync_with_a_lock_that_the_handler_takes_deadlocks(string environment)
        => Explored.MustFind(environment, "deadlock", stage => DeleteWithLock(stage, holds: true));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Once_the_lock_is_given_back_it_does_not(string environment)
        => Explored.MustProve(environment, stage => DeleteWithLock(stage, holds: false));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Add_timer_of_one_that_is_pending_is_a_bug(string environment)
        => Explored.MustFind(environment, "armed-twice", stage =>
        {
            var module = Load(stage, m => m.Add(10));
            stage.KernelThread("thread", () => module.Add(20));
        });

    private static void DeleteWithLock(Stage stage, bool holds)
    {
        var spin = stage.Kernel.NewSpinLock("spin");
        var over = stage.Ghost("over");
        var module = Load(stage, m => m.Arm(10), async _ =>
        {
            await spin.Lock();
            await spin.Unlock();
        });
        stage.KernelThread("thread", async () =>
        {
            await spin.LockBh();
            if (holds)
            {
                await module.DeleteSync();
            }

            await spin.UnlockBh();
            if (!holds)
            {
                await module.DeleteSync();
            }

            over.Value = 1;
        });
        stage.Reach("deleted", () => over.Value == 1);
    }

    private static void DeleteWhileItRuns(Stage stage, Func<TimerModule, KTask> delete)
    {
        var module = Load(stage, async m => await m.Arm(10));
        var deleted = stage.Ghost("deleted");
        stage.KernelThread("deleter", async () =>
        {
            await delete(module);
            deleted.Value = 1;
        });
        stage.Never("the handler runs after its timer was deleted", () => deleted.Value == 1 && module.Inside.Inspect() == 1);
        stage.Reach("deleted", () => deleted.Value == 1);
    }

    private static void AddAndAdd(Stage stage, bool bhOff)
    {
        var module = Load(stage, async m => await m.Arm(10));
        var done = stage.Ghost("done");
        stage.KernelThread("adder", async () =>
        {
            if (bhOff)
            {
                await stage.Kernel.SoftIrqs.LocalBhDisable();
            }

            await module.Fired.Store(await module.Fired.Load() + 1);
            if (bhOff)
            {
                await stage.Kernel.SoftIrqs.LocalBhEnable();
            }

            done.Value = 1;
        });
        stage.Never("an addition was lost", () => done.Value == 1 && module.Left.Inspect() == 1 && module.Fired.Inspect() != 2);
        stage.Reach("both were done", () => done.Value == 1 && module.Left.Inspect() == 1);
    }

    private static TimerModule Load(Stage stage, Func<TimerModule, KTask> init, Func<TimerModule, KTask>? more = null)
        => stage.Load(k => new TimerModule(k, init, more));

    private sealed class TimerModule : KernelModule
    {
        private readonly Func<TimerModule, KTask> _init;
        private readonly Func<TimerModule, KTask>? _more;
        private readonly TimerList _timer;

        internal TimerModule(LinuxKernel kernel, Func<TimerModule, KTask> init, Func<TimerModule, KTask>? more)
            : base(kernel, "timers")
        {
            _more = more;
            _init = init;
            Fired = Variable<int>("fired");
            Inside = Variable<int>("inside");
            Left = Variable<int>("left");
            _timer = DefineTimer("timer", Handler);
        }

        internal Shared<int> Fired { get; }

        internal Shared<int> Inside { get; }

        internal Shared<int> Left { get; }

        public override async KTask<int> InitModule()
        {
            await _init(this);
            return 0;
        }

        public async KTask Handler(Address argument)
        {
            await Inside.Store(1);
            await Fired.Store(await Fired.Load() + 1);
            if (_more is not null)
            {
                await _more(this);
            }

            await Inside.Store(0);
            await Left.Store(1);
        }

        internal async KTask Arm(long expires) => await ModTimer(_timer, expires);

        internal async KTask Add(long expires) => await AddTimer(_timer, expires);

        internal async KTask<long> TryToDelete() => await TryToDelTimerSync(_timer);

        internal async KTask Delete() => await DelTimer(_timer);

        internal async KTask DeleteSync() => await DelTimerSync(_timer);

        internal async KTask Shutdown() => await TimerShutdownSync(_timer);
    }
}
