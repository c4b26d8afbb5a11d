using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Work queues of both generations: what may run twice at once, what flushing and cancelling wait for.</summary>
public sealed class WorkqueueTests
{
    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [InlineData("S26")]
    public void In_2_6_a_work_may_run_on_two_cpus_at_once(string environment)
        => Explored.MustFind(environment, "never", QueuedTwice);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68")]
    public void Not_in_6_8_and_not_where_one_cpu_at_a_time_is_in_the_kernel(string environment)
        => Explored.MustProve(environment, QueuedTwice);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Flush_waits_for_what_was_queued_before(string environment)
        => Explored.MustProve(environment, stage => QueueAndThen(stage, m => m.Flush()));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Cancelling_does_not_wait_for_a_function_that_runs(string environment)
        => Explored.MustFind(environment, "never", stage => QueueAndThen(stage, m => m.Cancel()));

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Cancelling_with_sync_does(string environment)
        => Explored.MustProve(environment, stage => QueueAndThen(stage, m => m.CancelSync()));

    private static void QueuedTwice(Stage stage)
    {
        var module = stage.Load(k => new WorkModule(k));
        stage.Expiries(0);
        for (int i = 0; i < 2; i++)
        {
            stage.KernelThread($"queuer{i}", module.Queue);
        }

        stage.Never("the function is inside twice", () => module.InsideNow > 1);
        stage.Reach("it ran", () => module.DoneNow > 0);
    }

    private static void QueueAndThen(Stage stage, Func<WorkModule, KTask> then)
    {
        var module = stage.Load(k => new WorkModule(k));
        stage.Expiries(0);
        var over = stage.Ghost("over");
        stage.KernelThread("queuer", async () =>
        {
            await module.Queue();
            await then(module);
            over.Value = 1;
        });
        stage.Never("the function runs afterwards", () => over.Value == 1 && module.InsideNow != 0);
        stage.Reach("it is over", () => over.Value == 1);
    }

    private sealed class WorkModule : KernelModule
    {
        private readonly Atomic _inside;
        private readonly Atomic _done;
        private readonly Shared<long> _queue;
        private readonly WorkStruct _work;

        internal WorkModule(LinuxKernel kernel)
            : base(kernel, "works")
        {
            DeclareWorkqueue("works");
            _inside = AtomicVariable("inside");
            _done = AtomicVariable("done");
            _queue = Pointer("queue");
            _work = DeclareWork("work", Function);
        }

        internal int InsideNow => _inside.Inspect();

        internal int DoneNow => _done.Inspect();

        public async KTask Function(Address argument)
        {
            await _inside.AddReturn(1);
            await _inside.AddReturn(-1);
            await _done.Set(1);
        }

        public override async KTask<int> InitModule()
        {
            await _queue.Store((await CreateWorkqueue("works")).Value);
            return 0;
        }

        internal async KTask Queue() => await QueueWork(new Address((int)await _queue.Load()), _work);

        internal async KTask Flush() => await FlushWorkqueue(new Address((int)await _queue.Load()));

        internal async KTask Cancel() => await CancelDelayedWork(_work);

        internal async KTask CancelSync() => await CancelDelayedWorkSync(_work);
    }
}
