using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>
/// The corrected procfs1.c and procfs2.c with one fix taken out: the bug comes back on the stage that was made for it, under
/// its own name. Where the fix is the kernel's, it is the kernel that loses it.
/// </summary>
public sealed class ProcfsMutantTests
{
    private const string OtherModule = "hello";

    [Theory]
    [InlineData("procfs1/PF1-1", "S26")]
    [InlineData("procfs1/PF1-2", "UP")]
    [InlineData("procfs1/PF1-3", "U0")]
    [InlineData("procfs2/PF2-9", "UP")]
    [InlineData("procfs2/PF2-10", "S26")]
    [InlineData("procfs2/PF2-11", "S26p")]
    public void The_twin_on_a_kernel_without_the_fix(string name, string environment)
    {
        var twin = new Catalogue().Find(name + ".fixed")!;
        Assert.NotNull(twin.KernelFix);
        MustComeBack(environment, twin.Bug, new Scenario(name, "the twin without its kernel fix", twin.Build));
    }

    [Theory]
    [InlineData("B20")]
    [InlineData("S68")]
    public void PF1_4_an_offset_that_means_the_end(string environment)
        => MustComeBack(environment, "PF1-4", stage => Procfs1Scenarios.ShortReads(stage, stage.Load(k => new OneShot(k))));

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void PF1_5_a_removal_by_name(string environment)
        => MustComeBack(environment, "PF1-5", stage => Procfs1Scenarios.TwoModules(
            stage, (stage.Make(k => new RemovesByName(k, "procfs1")), stage.Make(k => new RemovesByName(k, OtherModule)))));

    [Fact]
    public void PF1_5_a_removal_of_what_was_never_made()
        => MustComeBack("S68", "PF1-5", stage => Procfs1Scenarios.TwoModules(
            stage, (stage.Make(k => new RemovesByName(k, "procfs1")), stage.Make(k => new RemovesByName(k, OtherModule)))));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void PF2_1_a_length_that_others_see_before_it_is_clamped(string environment)
        => MustComeBack(environment, "PF2-1", stage => On(stage, k => new ClampsInPublic(k), Procfs2Stages.LongWriteAndRead));

    [Theory]
    [InlineData("S26")]
    public void PF2_2_a_length_that_is_read_again_after_it_was_clamped(string environment)
        => MustComeBack(environment, "PF2-2", stage => On(stage, k => new ClampsInPublicAndReadsAgain(k), Procfs2Stages.TwoLongWrites));

    [Theory]
    [InlineData("UP")]
    [InlineData("S68")]
    public void PF2_3_a_result_that_is_read_from_what_writers_share(string environment)
        => MustComeBack(environment, "PF2-3", stage => On(stage, k => new ReturnsWhatIsShared(k), Procfs2Stages.TwoLengths));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF2_4_a_length_before_its_text(string environment)
        => MustComeBack(environment, "PF2-4", stage => On(stage, k => new LengthFirst(k), Procfs2Stages.WriteAndRead));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void PF2_5_a_text_without_its_mutex(string environment)
        => MustComeBack(environment, "PF2-5", stage => On(stage, k => new LocksNothing(k), Procfs2Stages.OverwriteAndRead));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void PF2_6_two_writers_without_a_mutex(string environment)
        => MustComeBack(environment, "PF2-6", stage => On(stage, k => new LocksNothing(k), Procfs2Stages.TwoTexts));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF2_7_a_length_that_is_read_twice(string environment)
        => MustComeBack(environment, "PF2-7", stage => On(stage, k => new ReadsTheLengthTwice(k), Procfs2Stages.LongerTextAndRead));

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void PF2_8_an_offset_that_means_the_end(string environment)
        => MustComeBack(environment, "PF2-8", stage => On(stage, k => new OneShotBuffer(k), Procfs2Stages.ShortReads));

    private static void On(Stage stage, Func<LinuxKernel, Procfs2Module> make, Action<Stage> build)
    {
        stage.Load(make);
        build(stage);
    }

    private static void MustComeBack(string environment, string bug, Action<Stage> build)
        => MustComeBack(environment, bug, new Scenario("test/mutant", "a corrected module with one fix taken out", build));

    private static void MustComeBack(string environment, string bug, Scenario scenario)
    {
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Until = bug, Notes = false };
        var result = new Hunt(new ScenarioSubject(scenario, Environments.Find(environment)!), options).Run(null, CancellationToken.None);
        string found = string.Join("; ", result.Findings.Select(f => $"{f.Bug ?? f.Id}: {f.Title} {string.Join(",", f.Report.Involved)}"));
        Assert.True(result.Verdict == Verdict.Found && result.Findings.Any(f => f.Bug == bug), $"{environment}: {result.Verdict} {result.ErrorMessage} {found}");
    }

    private sealed class OneShot(LinuxKernel kernel) : Procfs1Fixed(kernel)
    {
        protected override long RestOf(int length, long offset) => offset > 0 ? 0 : length;
    }

    private sealed class RemovesByName(LinuxKernel kernel, string name) : Procfs1Fixed(kernel, name)
    {
        protected override async KTask Remove(Address entry) => await RemoveProcEntry(Procfs1.ProcfsName, function: nameof(CleanupModule));

        protected override async KTask Abandon() => await RemoveProcEntry(Procfs1.ProcfsName, function: nameof(InitModule));
    }

    private class ClampsInPublic(LinuxKernel kernel) : Procfs2Fixed(kernel)
    {
        protected override async KTask<int> Clamp(long count) => (int)await StoreClamped(Size, count, MaxSize, function: nameof(ProcfileWrite));
    }

    private sealed class ClampsInPublicAndReadsAgain(LinuxKernel kernel) : ClampsInPublic(kernel)
    {
        protected override async KTask<int> Clamp(long count)
        {
            await base.Clamp(count);
            return (int)await Size.Load(function: nameof(ProcfileWrite));
        }
    }

    private sealed class ReturnsWhatIsShared(LinuxKernel kernel) : Procfs2Fixed(kernel)
    {
        protected override async KTask<int> Result(int length) => (int)await Size.Load(function: nameof(ProcfileWrite));
    }

    private sealed class LengthFirst(LinuxKernel kernel) : Procfs2Fixed(kernel)
    {
        protected override async KTask<int> Keep(Address text, int length)
        {
            await Size.Store(length, function: nameof(ProcfileWrite));
            return await base.Keep(text, length);
        }
    }

    private class LocksNothing(LinuxKernel kernel) : Procfs2Fixed(kernel)
    {
        protected override KTask<int> LockText(string function) => new(0);

        protected override KTask UnlockText(string function) => KTask.Completed;
    }

    private sealed class ReadsTheLengthTwice(LinuxKernel kernel) : LocksNothing(kernel)
    {
        protected override async KTask<int> LengthCopied(int size) => (int)await Size.Load(function: nameof(ProcfileRead));
    }

    private sealed class OneShotBuffer(LinuxKernel kernel) : Procfs2Fixed(kernel)
    {
        protected override long RestOf(int length, long offset) => offset > 0 ? 0 : length;
    }
}
