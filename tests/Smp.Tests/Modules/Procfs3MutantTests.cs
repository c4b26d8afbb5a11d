using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>The corrected procfs3.c with one fix taken out: the bug comes back under its own name.</summary>
public sealed class Procfs3MutantTests
{
    private const string PdeUsers = "pde_users";
    private const string ProcCreate = "proc_create";

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF3_1_the_end_of_the_file_is_in_a_variable_that_readers_share(string environment)
        => MustComeBack(environment, "PF3-1", "text-twice", k => new SharesTheEnd(k), Procfs3Reading.TwoReaders);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void PF3_2_the_end_of_the_file_comes_after_a_fault(string environment)
        => MustComeBack(environment, "PF3-2", "eof-after-fault", k => new SharesTheEnd(k), Procfs3Reading.ReadAfterFault);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void PF3_3_the_end_of_the_file_outlives_the_open_file(string environment)
        => MustComeBack(environment, "PF3-3", "eof-at-once", k => new SharesTheEnd(k), Procfs3Reading.ReadOnceAndClose);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void PF3_4_more_than_was_asked_for(string environment)
        => MustComeBack(environment, "PF3-4", "count-exceeded", k => new IgnoresLength(k), Procfs3Reading.ShortRead);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF3_5_a_length_that_is_read_again_after_the_copy(string environment)
        => MustComeBack(environment, "PF3-5", null, k => new ReadsTheSizeAgain(k), Procfs3Reading.ReaderAndLongerText);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF3_6_a_length_that_the_next_writer_has_changed(string environment)
        => MustComeBack(environment, "PF3-6", "count-exceeded", k => new ReturnsTheSize(k), Procfs3Reading.TwoLengths);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF3_7_a_length_before_its_text(string environment)
        => MustComeBack(environment, "PF3-7", "foreign-text", k => new PublishesFirst(k), Procfs3Reading.ReaderAndFirstText);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF3_8_a_text_without_its_mutex(string environment)
        => MustComeBack(environment, "PF3-8", "torn-text", k => new LocksNothing(k), Procfs3Reading.TwoWriters);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PF3_9_a_reference_to_oneself_that_is_refused_is_dropped_all_the_same(string environment)
        => MutantHunt.MustFind(environment, "PF3-9", "refcount-underflow", k => new PinsItself(k), Procfs3Life.WaitingRmmod, PdeUsers);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void PF3_10_a_mask_that_is_compared_as_a_number(string environment)
        => MustComeBack(environment, "PF3-10", "wrong-errno", k => new ComparesTheMask(k), stage => EntryStages.ReadAndWrite(stage, "/proc/" + Procfs3.ProcEntryFilename));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void PF3_11_without_proc_create_the_owner_comes_late(string environment)
        => KernelMustComeBack(environment, "PF3-11", "refcount-underflow", Procfs3Life.EarlyOpener, ProcCreate, isInserted: false);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void PF3_12_without_proc_create_the_operations_come_late(string environment)
        => KernelMustComeBack(environment, "PF3-12", "wrong-errno", Procfs3Life.EarlyWriter, ProcCreate, isInserted: false);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void PF3_13_without_pde_users_an_entry_is_handed_out_whose_owner_goes(string environment)
        => KernelMustComeBack(environment, "PF3-13", null, Procfs3Life.LateOpener, PdeUsers, isInserted: true);

    private static void MustComeBack(string environment, string bug, string? kind, Func<LinuxKernel, Procfs3Fixed> mutant, Action<Stage> build)
        => MutantHunt.MustFind(environment, bug, kind, mutant, build);

    private static void KernelMustComeBack(string environment, string bug, string? kind, Action<Stage> build, string kernelFix, bool isInserted)
    {
        MutantHunt.MustFind(environment, bug, kind, k => new Procfs3Fixed(k), build, isInserted: isInserted);
        MutantHunt.MustProve(environment, k => new Procfs3Fixed(k), build, kernelFix, isInserted);
    }

    private sealed class SharesTheEnd : Procfs3Fixed
    {
        private readonly Shared<int> _finished;

        internal SharesTheEnd(LinuxKernel kernel)
            : base(kernel)
            => _finished = Variable<int>("finished");

        protected override async KTask<long> ReadFrom(LocalLong offset, long size)
        {
            int finished = await _finished.Load(function: nameof(ProcfsRead));
            await _finished.Store(1 - finished, function: nameof(ProcfsRead));
            return finished == 0 ? 0 : size;
        }
    }

    private sealed class IgnoresLength(LinuxKernel kernel) : Procfs3Fixed(kernel)
    {
        protected override long Limit(long rest, long length) => rest;
    }

    private sealed class ReadsTheSizeAgain(LinuxKernel kernel) : Procfs3Fixed(kernel)
    {
        protected override async KTask<long> ReadLength(long copied) => await BufferSize.Load(function: nameof(ProcfsRead));
    }

    private sealed class ReturnsTheSize(LinuxKernel kernel) : Procfs3Fixed(kernel)
    {
        protected override async KTask<long> WrittenLength(long stored) => await BufferSize.Load(function: nameof(ProcfsWrite));
    }

    private sealed class PublishesFirst(LinuxKernel kernel) : Procfs3Fixed(kernel)
    {
        protected override async KTask<long> FetchFirst(Address from, int count)
        {
            await BufferSize.Store(count, function: nameof(ProcfsWrite));
            return await CopyFromUser(Buffer, from, count, function: nameof(ProcfsWrite)) != 0 ? -Errno.EFAULT : count;
        }
    }

    private sealed class LocksNothing(LinuxKernel kernel) : Procfs3Fixed(kernel)
    {
        protected override KTask<int> LockBuffer(string function) => new(0);

        protected override KTask UnlockBuffer(string function) => KTask.Completed;
    }

    private sealed class PinsItself(LinuxKernel kernel) : Procfs3Fixed(kernel)
    {
        public override async KTask<int> ProcfsOpen(Inode inode, OpenFile file)
        {
            await TryModuleGet(ThisModule);
            return 0;
        }

        public override async KTask<int> ProcfsClose(Inode inode, OpenFile file)
        {
            await ModulePut(ThisModule);
            return 0;
        }
    }

    private sealed class ComparesTheMask(LinuxKernel kernel) : Procfs3Fixed(kernel)
    {
        public override KTask<int> ModulePermission(Inode inode, int op)
            => new(op == 4 || (op == 2 && Current.EffectiveUserId == 0) ? 0 : -Errno.EACCES);
    }
}
