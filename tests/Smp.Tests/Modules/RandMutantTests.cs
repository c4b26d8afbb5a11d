using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>The corrected rand, and the corrected program that reads it, with one fix taken out: the bug comes back under its own name.</summary>
public sealed class RandMutantTests
{
    [Fact]
    public void RND_1_a_format_for_something_longer()
        => MustComeBack("RND-1", stage =>
        {
            stage.Load(k => new LongFormat(k));
            RandStages.OneNumber(stage);
        });

    [Fact]
    public void RND_2_a_name_that_is_appended_to_what_stands_there()
        => MustComeBack("RND-2", RandStages.Strings, (p, pid, stack, notes, rounds) => new Appends(p, pid, stack, notes, rounds));

    [Fact]
    public void RND_3_a_file_is_read_that_may_not_be_open()
        => MustComeBack("RND-3", RandStages.TargetEnds, (p, pid, stack, notes, rounds) => new DoesNotLookAtFopen(p, pid, stack, notes, rounds));

    [Fact]
    public void RND_4_a_handler_that_prints()
        => MustComeBack("RND-4", RandStages.ControlC, (p, pid, stack, notes, rounds) => new PrintsInTheHandler(p, pid, stack, notes, rounds));

    [Fact]
    public void RND_5_a_number_that_may_not_have_come()
        => MustComeBack("RND-5", RandStages.TargetEndsAndNumbersAreLookedAt, (p, pid, stack, notes, rounds) => new DoesNotLookAtFread(p, pid, stack, notes, rounds));

    private static void MustComeBack(string bug, Action<Stage, MakeRandReader> build, MakeRandReader mutant)
        => MustComeBack(bug, stage =>
        {
            stage.Load(k => new RandFixed(k));
            build(stage, mutant);
        });

    private static void MustComeBack(string bug, Action<Stage> build)
    {
        var scenario = new Scenario("test/mutant", "a corrected program with one fix taken out", build) { WrittenFor = ModuleKernel.Linux68 };
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, Shrink = false, Time = TimeSpan.FromMinutes(5) };
        var result = new Hunt(new ScenarioSubject(scenario, Smp.Kernel.Environments.Find("S68p")!), options).Run(null, CancellationToken.None);
        Assert.True(result.Verdict == Verdict.Found, $"{bug}: {result.Verdict} {result.ErrorMessage}");
        Assert.Equal(bug, result.Findings[0].Bug);
    }

    private sealed class LongFormat(LinuxKernel kernel) : RandFixed(kernel)
    {
        protected override string Format => "%-21ld\n";
    }

    private sealed class Appends(UserProcess process, int pid, RandReaderStack stack, RandReaderNotes notes, int rounds)
        : RandReaderFixed(process, pid, stack, notes, rounds)
    {
        protected override KTask MakeName() => Library.Strcat(RandFilename, $"/proc/{Pid}/rand");
    }

    private sealed class DoesNotLookAtFopen(UserProcess process, int pid, RandReaderStack stack, RandReaderNotes notes, int rounds)
        : RandReaderFixed(process, pid, stack, notes, rounds)
    {
        protected override bool IsOpen(Address randFile) => true;
    }

    private sealed class PrintsInTheHandler(UserProcess process, int pid, RandReaderStack stack, RandReaderNotes notes, int rounds)
        : RandReaderFixed(process, pid, stack, notes, rounds)
    {
        public override async KTask SigintHandler(int signal)
        {
            NoteHandled();
            await Library.Printf("Ending because of CTRL-C\n");
        }
    }

    private sealed class DoesNotLookAtFread(UserProcess process, int pid, RandReaderStack stack, RandReaderNotes notes, int rounds)
        : RandReaderFixed(process, pid, stack, notes, rounds)
    {
        protected override bool IsNumber(int read) => true;
    }
}
