using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Modules;

/// <summary>sched.c: the bugs where the catalogue says they are, the controls that must stay silent, and each fix of the twin taken out again.</summary>
public sealed class SchedTests
{
    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [InlineData("SCH-1", "UP", "leftover")]
    [InlineData("SCH-1", "S26", "leftover")]
    [InlineData("SCH-1", "S26p", "leftover")]
    [InlineData("SCH-1", "S68", "leftover")]
    [InlineData("SCH-1", "S68p", "leftover")]
    [InlineData("SCH-2", "UP", "torn-text")]
    [InlineData("SCH-2", "S26", "torn-text")]
    [InlineData("SCH-5", "U0", "bad-address")]
    [InlineData("SCH-5", "B20", "bad-address")]
    [InlineData("SCH-5", "S68p", "bad-address")]
    [InlineData("SCH-6", "U0", "text-lost")]
    [InlineData("SCH-6", "B20", "text-lost")]
    [InlineData("SCH-6", "S68", "text-lost")]
    [InlineData("SCH-8", "UP", "eof-at-once")]
    [InlineData("SCH-8", "S26", "eof-at-once")]
    public void Is_found_and_recognised(string bug, string environment, string kind)
    {
        var found = Hunt($"sched/{bug}", environment);
        Assert.True(found.Verdict == Verdict.Found, $"{found.Verdict} {found.ErrorMessage}");
        Assert.Equal(kind, found.Findings[0].Kind);
        Assert.True(bug == found.Findings[0].Bug, $"{found.Findings[0].Bug}: {string.Join(", ", found.Findings[0].Report.Involved)}");
    }

    [Theory]
    [InlineData("SCH-1", "U0")]
    [InlineData("SCH-1", "B20")]
    [InlineData("SCH-2", "U0")]
    [InlineData("SCH-2", "B20")]
    [InlineData("SCH-3", "S26")]
    [InlineData("SCH-8", "U0")]
    [InlineData("SCH-8", "B20")]
    public void Cannot_be_where_the_catalogue_says_so(string bug, string environment)
        => MustBeProved(Hunt($"sched/{bug}", environment));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void A_copy_that_sleeps_opens_the_shared_buffer_even_where_nothing_is_preempted(string environment)
    {
        var found = Hunt("sched/SCH-2", environment, faults: true);
        Assert.True(found.Verdict == Verdict.Found, $"{found.Verdict} {found.ErrorMessage}");
        Assert.Equal("SCH-2", found.Findings[0].Bug);
    }

    [Fact]
    public void Where_modules_lie_below_the_pages_the_kernel_takes_the_pointer_for_a_number()
    {
        var below = Environments.Find("S26")! with { ModulesBelowLowmem = true };
        var found = Hunt("sched/SCH-3", below);
        Assert.True(found.Verdict == Verdict.Found, $"{found.Verdict} {found.ErrorMessage}");
        Assert.Equal("SCH-3", found.Findings[0].Bug);
        MustBeProved(Hunt("sched/SCH-3.fixed", below));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_twin_leaves_nothing_behind(string environment) => MustBeProved(Hunt("sched/SCH-1.fixed", environment));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_twin_needs_its_queue(string environment) => MustBeProved(Hunt("sched/SCH-5.fixed", environment));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_twin_gives_the_rest_of_the_text(string environment) => MustBeProved(Hunt("sched/SCH-6.fixed", environment));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void The_twin_gives_each_reader_a_text_of_its_own(string environment) => MustBeProved(Hunt("sched/SCH-2.fixed", environment));

    [Theory]
    [InlineData("UP")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void Control_a_work_that_is_on_the_list_runs_once_sees_the_flag_and_is_waited_for(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new OnTheList(k));
            stage.Expiries(0);
            stage.Process("rmmod", async p => await p.Rmmod("sched"));
            stage.Never("it ran twice", () => module.State == ModuleState.Going && module.TimesCalled > 1);
            stage.Reach("it ran and is over", () => module.State == ModuleState.Going && module.TimesCalled == 1);
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Mutant_cancelled_once_and_flushed_leaves_the_timer_behind(string environment)
        => Explored.MustFind(environment, "leftover", stage => SchedScenarios.WorkAndRmmod(stage, stage.Load(k => new CancelOnce(k))));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Mutant_one_buffer_for_all_readers_tears_the_text(string environment)
        => Explored.MustFind(environment, ReaderText.Torn, stage => SchedScenarios.TwoReaders(stage, stage.Load(k => new OneBuffer(k))));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Mutant_a_queue_that_is_not_tested_panics(string environment)
        => Explored.MustFind(environment, "bad-address", stage => SchedScenarios.InsmodWithoutMemory(stage, stage.Make(k => new Trusting(k))));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Mutant_an_offset_that_means_the_end_loses_the_rest(string environment)
        => Explored.MustFind(environment, ReaderText.Lost, stage => SchedScenarios.ShortReads(stage, stage.Load(k => new OneShot(k))));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void Mutant_a_plain_count_races(string environment)
        => Assert.Equal(
            "SCH-4",
            Explored.MustFind(environment, "data-race", stage => SchedScenarios.ReaderAndWork(stage, stage.Load(k => new PlainCount(k)))).Bug);

    [Theory]
    [InlineData("SCH-7", "S26")]
    [InlineData("SCH-8", "UP")]
    [InlineData("SCH-9", "U0")]
    public void Mutant_the_corrected_module_on_the_kernel_without_the_fix_shows_the_bug(string bug, string environment)
    {
        var twin = new Catalogue().Find($"sched/{bug}.fixed")!;
        var plain = new Scenario($"sched/{bug}", "the twin without its kernel fix", twin.Build);
        var subject = new ScenarioSubject(plain, Environments.Find(environment)!);

        var result = new Hunt(subject, new HuntOptions { Until = bug, Workers = 1 }).Run(null, CancellationToken.None);

        Assert.NotNull(twin.KernelFix);
        Assert.Equal((Verdict.Found, bug), (result.Verdict, result.Findings[0].Bug));
    }

    private static HuntResult Hunt(string name, string environment, bool faults = false) => Hunt(name, Environments.Find(environment)!, faults);

    private static HuntResult Hunt(string name, KernelProfile profile, bool faults = false)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(name)!, profile, faults);
        return new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1 }).Run(null, CancellationToken.None);
    }

    private static void MustBeProved(HuntResult result)
        => Assert.True(
            result.Verdict == Verdict.NoneExhaustive,
            $"{result.Verdict} {result.ErrorMessage} {(result.Findings.Count > 0 ? result.Findings[0].Title + "\n" + result.Findings[0].Report.Explanation : "")}");

    private sealed class PlainCount : SchedFixed
    {
        private readonly Shared<int> _plain;

        internal PlainCount(LinuxKernel kernel)
            : base(kernel)
            => _plain = Variable<int>("TimerIntrpt");

        protected override async KTask CountUp()
            => await _plain.Store(await _plain.Load(function: nameof(IntrptRoutine)) + 1, function: nameof(IntrptRoutine));

        protected override async KTask<int> TimesSoFar() => await _plain.Load(function: nameof(ProcfileRead));
    }

    private sealed class OnTheList(LinuxKernel kernel) : Sched(kernel)
    {
        public override async KTask<int> InitModule()
        {
            await Queue.Store((await CreateWorkqueue(MyWorkQueueName)).Value);
            return 0;
        }

        public override async KTask CleanupModule()
        {
            await Die.Store(1);
            await QueueWork(new Address((int)await Queue.Load()), Task);
            await CancelDelayedWork(Task);
            await FlushWorkqueue(new Address((int)await Queue.Load()));
            await DestroyWorkqueue(new Address((int)await Queue.Load()));
        }
    }

    private sealed class CancelOnce(LinuxKernel kernel) : SchedFixed(kernel)
    {
        protected override async KTask StopWork(Address queue)
        {
            await CancelDelayedWork(Task);
            await FlushWorkqueue(queue);
        }
    }

    private sealed class OneBuffer : SchedFixed
    {
        private readonly SharedBytes _buffer;

        internal OneBuffer(LinuxKernel kernel)
            : base(kernel)
            => _buffer = Chars("my_buffer", 80);

        protected override async KTask<TextInMemory> MakeText(LocalBytes own)
            => new TextInMemory(_buffer.Address, await Sprintf(_buffer, Format, await TimesSoFar()));
    }

    private sealed class Trusting(LinuxKernel kernel) : SchedFixed(kernel)
    {
        protected override bool MayUse(Address queue) => true;
    }

    private sealed class OneShot(LinuxKernel kernel) : SchedFixed(kernel)
    {
        protected override long RestOf(int length, long offset) => offset > 0 ? 0 : length;
    }
}
