using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>
/// The corrected intrpt.c with one fix taken out: the bug comes back on the stage that was made for it, and under its own
/// name.
/// </summary>
public sealed class IntrptMutantTests
{
    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void INT_1_one_place_for_all_keys(string environment) => MustComeBack(environment, "INT-1", k => new OneSlot(k), IntrptKeys.PrintedOnce);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void INT_2_one_key_for_each_time_the_work_runs(string environment) => MustComeBack(environment, "INT-2", k => new OneSlot(k), IntrptKeys.AllPrinted);

    [Fact]
    public void INT_3_a_key_that_is_read_twice() => MustComeBack("U0", "INT-3", k => new OneSlot(k, readsTwice: true), IntrptKeys.NoneMixed);

    [Fact]
    public void INT_4_a_work_that_the_handler_sets_up() => MustComeBack("S26", "INT-4", k => new Prepares(k), IntrptKeys.WorkAndHandler);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68")]
    public void INT_5_a_dev_id_that_nobody_has(string environment) => MustComeBack(environment, "INT-5", k => new WrongId(k), IntrptLife.KeyAfterRmmod);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void INT_6_a_queue_that_is_left_behind(string environment) => MustComeBack(environment, "INT-6", k => new LeavesQueue(k), IntrptLife.KeyAndRmmod);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void INT_7_a_line_taken_beside_the_driver(string environment) => MustComeBack(environment, "INT-7", k => new TakesTheLine(k), IntrptKeys.DriverBeside);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void INT_8_a_queue_that_a_failed_init_leaves(string environment) => MustComeBack(environment, "INT-8", k => new NoUnwinding(k), IntrptLife.InsmodWithoutMemory, isInserted: false);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void INT_9_a_queue_that_is_not_tested(string environment) => MustComeBack(environment, "INT-9", k => new Trusting(k), IntrptLife.KeyWithoutQueue, isInserted: false);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void INT_10_a_status_that_is_not_tested(string environment) => MustComeBack(environment, "INT-10", k => new AnyByte(k), IntrptKeys.SharedLine);

    [Fact]
    public void INT_11_a_queue_with_a_thread_for_each_CPU() => MustComeBack("S26", "INT-11", k => new ManyThreads(k), IntrptKeys.InOrder);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void INT_12_a_name_that_is_gone(string environment) => MustComeBack(environment, "INT-12", k => new WrongId(k), IntrptLife.ReaderAfterRmmod);

    private static void MustComeBack(string environment, string bug, Func<LinuxKernel, IntrptModule> mutant, Action<Stage, IntrptModule> build, bool isInserted = true)
        => Twins.MustComeBack($"intrpt/{bug}", environment, stage => build(stage, isInserted ? stage.Load(mutant) : stage.Make(mutant)));

    private sealed class OneSlot : IntrptFixed
    {
        private readonly Shared<byte> _scancode;
        private readonly Shared<int> _printed;
        private readonly bool _readsTwice;

        internal OneSlot(LinuxKernel kernel, bool readsTwice = false)
            : base(kernel)
        {
            _scancode = Variable<byte>("scancode");
            _printed = Variable<int>("printed");
            _readsTwice = readsTwice;
        }

        protected override async KTask Keep(byte code) => await _scancode.Store(code, function: nameof(IrqHandler));

        protected override async KTask<int> Next()
        {
            // Once each time the work runs: every second time it is asked there is nothing more.
            bool done = await _printed.Load(function: nameof(GotChar)) != 0;
            await _printed.Store(done ? 0 : 1, function: nameof(GotChar));
            if (done)
            {
                return -1;
            }

            int key = await _scancode.Load(function: nameof(GotChar));
            int state = _readsTwice ? await _scancode.Load(function: nameof(GotChar)) : key;
            return (key & ~I8042.Released) | (state & I8042.Released);
        }
    }

    private sealed class Prepares : IntrptFixed
    {
        private readonly Address _function;

        internal Prepares(LinuxKernel kernel)
            : base(kernel)
            => _function = WorkFunctionAddress(GotChar);

        protected override KTask Prepare() => PrepareWork(Task, _function, Address.Null, function: nameof(IrqHandler));
    }

    private sealed class WrongId(LinuxKernel kernel) : IntrptFixed(kernel)
    {
        protected override Address IdToFree => Address.Null;
    }

    private sealed class LeavesQueue(LinuxKernel kernel) : IntrptFixed(kernel)
    {
        protected override KTask FinishWork(Address queue) => KTask.Completed;
    }

    private sealed class TakesTheLine(LinuxKernel kernel) : IntrptFixed(kernel)
    {
        protected override KTask<int> Listen() => TakeLine();

        protected override bool IsKey(int status) => true;
    }

    private sealed class NoUnwinding(LinuxKernel kernel) : IntrptFixed(kernel)
    {
        protected override KTask Unwind(Address queue) => KTask.Completed;
    }

    private sealed class Trusting(LinuxKernel kernel) : IntrptFixed(kernel)
    {
        protected override bool MayUse(Address queue) => true;
    }

    private sealed class AnyByte(LinuxKernel kernel) : IntrptFixed(kernel)
    {
        protected override bool IsKey(int status) => true;
    }

    private sealed class ManyThreads : IntrptFixed
    {
        private const string ManyName = "one for each CPU";

        internal ManyThreads(LinuxKernel kernel)
            : base(kernel)
            => DeclareWorkqueue(ManyName);

        protected override KTask<Address> CreateQueue() => CreateWorkqueue(ManyName);
    }
}
