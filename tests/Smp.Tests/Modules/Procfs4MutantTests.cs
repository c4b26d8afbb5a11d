using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>The corrected procfs4.c with one fix taken out: the bug comes back under its own name.</summary>
public sealed class Procfs4MutantTests
{
    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF4_1_a_number_that_is_taken_and_counted_in_two_steps(string environment)
        => MutantHunt.MustFind(environment, "PF4-1", "same-number", k => new CountsInTwoSteps(k), IterStages.TwoReaders);

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF4_2_eight_bytes_of_four(string environment)
        => MutantHunt.MustFind(environment, "PF4-2", "out-of-bounds", k => new ReadsEight(k), IterStages.OneReader);

    [Fact]
    public void PF4_2_an_unsigned_long_of_eight_bytes_is_read_in_order()
        => MutantHunt.MustProve("S26", k => new Procfs4(k), IterStages.OneReader);

    [Fact]
    public void PF4_3_a_position_that_is_put_back_at_the_end()
        => MutantHunt.MustFind("S68", "PF4-3", "text-twice", k => new Rewinds(k), IterStages.ReadOnAfterTheEnd);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void PF4_4_no_look_at_what_create_proc_entry_gave(string environment)
        => MutantHunt.MustFind(environment, "PF4-4", "missing-file", k => new DoesNotLook(k), Procfs4Stages.InsmodWithoutMemory, isInserted: false);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void PF4_5_an_entry_without_an_owner(string environment)
        => MutantHunt.MustFind(environment, "PF4-5", "use-after-free", k => new NeverOwns(k), Procfs4Stages.BoundFile);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void PF4_5_between_the_look_up_and_the_open(string environment)
        => MutantHunt.MustFind(environment, "PF4-5", null, k => new Procfs4(k), Procfs4Stages.OpenerAndRmmod);

    [Fact]
    public void PF4_6_without_proc_create_the_operations_come_late()
        => MutantHunt.MustFind("S26", "PF4-6", "eof-at-once", k => new Procfs4Fixed(k), Procfs4Stages.EarlyRead, isInserted: false);

    [Fact]
    public void MP4_1_a_number_that_is_taken_and_counted_in_two_steps()
        => MutantHunt.MustFind("S68", "MP4-1", "same-number", k => new CountsInTwoStepsToo(k), IterStages.TwoReaders);

    [Fact]
    public void MP4_4_what_was_not_created_is_removed()
        => MutantHunt.MustFind(
            "S68",
            "MP4-4",
            "entry-lost",
            k => new RemovesAll(k),
            stage =>
            {
                stage.Load(k => new Procfs4Fixed(k));
                ModernProcfs4Scenarios.NameIsTaken(stage);
            },
            isInserted: false);

    private sealed class CountsInTwoSteps(LinuxKernel kernel) : Procfs4Fixed(kernel)
    {
        protected override KTask<long> TakeNumber() => InTwoSteps(Counter);
    }

    private sealed class CountsInTwoStepsToo(LinuxKernel kernel) : ModernProcfs4Fixed(kernel)
    {
        protected override KTask<long> TakeNumber() => InTwoSteps(Counter);
    }

    private static async KTask<long> InTwoSteps(Atomic counter)
    {
        long number = await counter.Read(function: "my_seq_next");
        await counter.Set((int)number + 1, function: "my_seq_next");
        return number;
    }

    private sealed class ReadsEight(LinuxKernel kernel) : Procfs4Fixed(kernel)
    {
        protected override async KTask<long> NumberAt(Address v) => await At<long>(Counter.Address).Load(function: nameof(MySeqShow));
    }

    private sealed class Rewinds(LinuxKernel kernel) : Procfs4Fixed(kernel)
    {
        protected override void AtTheEnd(LocalLong pos) => pos.Set(0);
    }

    private sealed class DoesNotLook(LinuxKernel kernel) : Procfs4Fixed(kernel)
    {
        protected override bool MayUse(ProcDirEntry entry) => true;
    }

    private sealed class NeverOwns(LinuxKernel kernel) : Procfs4Fixed(kernel)
    {
        protected override KTask Own(ProcDirEntry entry) => KTask.Completed;
    }

    private sealed class RemovesAll(LinuxKernel kernel) : ModernProcfs4Fixed(kernel)
    {
        protected override KTask GiveUp() => RemoveProcEntry(IterModule.ProcName, function: nameof(InitModule));
    }
}
