using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>
/// The corrected modern procfs1.c, procfs2.c and procfs3.c with one fix taken out: the bug comes back on the stage that was
/// made for it, and under its own name. Where one fix stands behind another one, both are out.
/// </summary>
public sealed class ModernProcfsMutantTests
{
    private const string Hello = "/proc/" + ModernProcfs1.ProcfsName;

    [Fact]
    public void MP1_1_as_much_as_there_is() => MustComeBack("MP1-1", k => new GivesAll(k), stage => HelloReading.OneByte(stage, Hello));

    [Fact]
    public void MP1_2_with_the_NUL() => MustComeBack("MP1-2", k => new GivesTheNul(k), stage => HelloReading.WholeText(stage, Hello));

    [Fact]
    public void MP1_3_a_fault_is_the_end() => MustComeBack("MP1-3", k => new HidesFaults(k), stage => HelloReading.BadBuffer(stage, Hello));

    [Fact]
    public void MP2_1_a_length_that_all_share_is_copied() => MustComeBack("MP2-1", k => new CopiesASharedLength(k), ModernProcfs2Writing.TooMuch);

    [Fact]
    public void MP2_2_the_text_ends_where_another_one_does() => MustComeBack("MP2-2", k => new EndsAtASharedLength(k), ModernProcfs2Writing.TwoLengths);

    [Fact]
    public void MP2_3_the_NUL_comes_to_the_beginning() => MustComeBack<WrapsTheEnd>("MP2-3", k => new WrapsTheEnd(k), ModernProcfs2Keeping.FullWrite);

    [Fact]
    public void MP2_4_the_array_is_full_and_printed() => MustComeBack("MP2-4", k => new WrapsTheEnd(k), ModernProcfs2Writing.TwoFull);

    [Fact]
    public void MP2_5_a_length_that_all_share_is_returned() => MustComeBack("MP2-5", k => new ReturnsASharedLength(k), ModernProcfs2Writing.Results);

    [Fact]
    public void MP2_6_the_text_is_fetched_to_its_place() => MustComeBack<FetchesInPlace>("MP2-6", k => new FetchesInPlace(k), ModernProcfs2Keeping.FailedWrite);

    [Fact]
    public void MP2_7_a_text_without_its_mutex() => MustComeBack<LocksNothing>("MP2-7", k => new LocksNothing(k), ModernProcfs2Keeping.TwoTexts);

    [Fact]
    public void MP2_8_what_all_share_is_printed() => MustComeBack("MP2-8", k => new PrintsWhatAllShare(k), ModernProcfs2Writing.OneLength);

    [Fact]
    public void MP2_9_a_read_says_hello() => MustComeBack("MP2-9", k => new SaysHello(k), ModernProcfs2Keeping.ReadBack);

    [Fact]
    public void MP2_10_every_piece_goes_to_the_beginning() => MustComeBack<StaysAtTheBeginning>("MP2-10", k => new StaysAtTheBeginning(k), ModernProcfs2Keeping.TwoPieces);

    [Fact]
    public void MP3_1_a_reader_keeps_what_it_wanted() => MustComeBack("MP3-1", k => new KeepsWhatWasWanted(k), ModernProcfs3Reading.OneByteFirst);

    [Fact]
    public void MP3_2_a_length_that_all_share_is_copied() => MustComeBack("MP3-2", k => new GivesASharedLength(k), ModernProcfs3Reading.SmallBuffer);

    [Fact]
    public void MP3_3_a_length_that_all_share_is_returned_by_read() => MustComeBack("MP3-3", k => new ReadsASharedResult(k), ModernProcfs3Reading.ReadResult);

    [Fact]
    public void MP3_4_a_length_that_all_share_is_returned_by_write() => MustComeBack("MP3-4", k => new WritesASharedResult(k), ModernProcfs3Reading.WriteResults);

    [Fact]
    public void MP3_5_the_length_is_told_before_the_bytes_are_there() => MustComeBack("MP3-5", k => new TellsTheLengthFirst(k), ModernProcfs3Reading.LongerText);

    [Fact]
    public void MP3_6_a_text_without_its_mutex() => MustComeBack("MP3-6", k => new LocksNoText(k), ModernProcfs3Reading.TwoWriters);

    [Fact]
    public void MP3_7_an_offset_is_the_end() => MustComeBack("MP3-7", k => new EndsAfterOneRead(k), ModernProcfs3Reading.TwoPieces);

    [Fact]
    public void MP3_8_a_reference_to_oneself() => MustComeBack("MP3-8", k => new PinsItself(k), ModernProcfs3Removal.OpenerAndRmmod);

    [Fact]
    public void MP3_9_a_reference_to_oneself_that_is_dropped_before_the_return_does_no_harm_here()
        => Assert.Equal(Verdict.NoneExhaustive, Hunt(stage => ModernProcfs3Removal.CloserAndRmmod(Loaded(stage, k => new PinsItself(k))), "MP3-9").Verdict);

    [Fact]
    public void MP3_10_what_was_not_made_is_removed()
        => MustComeBack("MP3-10", stage =>
        {
            stage.Make(k => new RemovesByName(k));
            ModernProcfs3Removal.NameTaken(stage);
        });

    private static void MustComeBack(string bug, Func<LinuxKernel, KernelModule> mutant, Action<Stage> build)
        => MustComeBack(bug, stage => build(Loaded(stage, mutant)));

    private static void MustComeBack<TMutant>(string bug, Func<LinuxKernel, TMutant> mutant, Action<Stage, IStoredText> build)
        where TMutant : KernelModule, IStoredText
        => MustComeBack(bug, stage => build(stage, stage.Load(mutant)));

    private static void MustComeBack(string bug, Action<Stage> build)
    {
        var result = Hunt(build, bug);
        string others = string.Join("; ", result.Findings.Select(f => $"{f.Bug ?? f.Id}: {f.Title} {string.Join(",", f.Report.Involved)}"));
        Assert.True(result.Verdict == Verdict.Found, $"{result.Verdict} {result.ErrorMessage} {others}");
        Assert.True(result.Findings.Any(f => f.Bug == bug), others);
    }

    private static HuntResult Hunt(Action<Stage> build, string bug)
    {
        var scenario = new Scenario("test/mutant", "a corrected module with a fix taken out", build) { WrittenFor = ModuleKernel.Linux68 };
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Until = bug, Notes = false };
        return new Hunt(new ScenarioSubject(scenario, Environments.Find("S68")!), options).Run(null, CancellationToken.None);
    }

    private static Stage Loaded(Stage stage, Func<LinuxKernel, KernelModule> module)
    {
        stage.Load(module);
        return stage;
    }

    private sealed class GivesAll(LinuxKernel kernel) : ModernProcfs1Fixed(kernel)
    {
        protected override long Wanted(long rest, long bufferLength) => rest;
    }

    private sealed class GivesTheNul(LinuxKernel kernel) : ModernProcfs1Fixed(kernel)
    {
        protected override int LengthOf(string array) => array.Length;
    }

    private sealed class HidesFaults(LinuxKernel kernel) : ModernProcfs1Fixed(kernel)
    {
        protected override long OnFault() => 0;
    }

    private sealed class CopiesASharedLength(LinuxKernel kernel) : ModernProcfs2Fixed(kernel, ModernProcfs2.ProcfsMaxSize)
    {
        protected override async KTask<int> LengthToCopy(long len, int room)
            => (int)await StoreClamped(Size, len, room, function: nameof(ProcfileWrite));

        protected override async KTask<Address> Fetch(Address buff, int count)
        {
            await CopyFromUser(Buffer, buff, await Size.Load(function: nameof(ProcfileWrite)), function: nameof(ProcfileWrite));
            return Address.Null;
        }
    }

    private sealed class EndsAtASharedLength(LinuxKernel kernel) : ModernProcfs2Fixed(kernel)
    {
        protected override async KTask<int> EndOfText(int end) => (int)await Size.Load(function: nameof(ProcfileWrite));

        protected override KTask<int> Lock(string function) => new(0);

        protected override KTask Unlock(string function) => KTask.Completed;

        protected override KTask Print(SharedBytes text) => PrInfo("procfile write %s\n", Buffer, function: nameof(ProcfileWrite));
    }

    private sealed class WrapsTheEnd(LinuxKernel kernel) : ModernProcfs2Fixed(kernel, ModernProcfs2.ProcfsMaxSize)
    {
        protected override KTask<int> EndOfText(int end) => new(end & (ModernProcfs2.ProcfsMaxSize - 1));

        protected override KTask Print(SharedBytes text) => PrInfo("procfile write %s\n", Buffer, function: nameof(ProcfileWrite));
    }

    private sealed class ReturnsASharedLength(LinuxKernel kernel) : ModernProcfs2Fixed(kernel)
    {
        protected override async KTask<long> Result(int count) => await Size.Load(function: nameof(ProcfileWrite));
    }

    private sealed class FetchesInPlace(LinuxKernel kernel) : ModernProcfs2Fixed(kernel)
    {
        protected override async KTask<Address> Fetch(Address buff, int count)
        {
            await CopyFromUser(Buffer, buff, count, function: nameof(ProcfileWrite));
            return Address.Null;
        }
    }

    private sealed class LocksNothing(LinuxKernel kernel) : ModernProcfs2Fixed(kernel)
    {
        protected override KTask<int> Lock(string function) => new(0);

        protected override KTask Unlock(string function) => KTask.Completed;
    }

    private sealed class PrintsWhatAllShare(LinuxKernel kernel) : ModernProcfs2Fixed(kernel)
    {
        protected override KTask Print(SharedBytes text) => PrInfo("procfile write %s\n", Buffer, function: nameof(ProcfileWrite));
    }

    private sealed class SaysHello(LinuxKernel kernel) : ModernProcfs2Fixed(kernel)
    {
        public override async KTask<long> ProcfileRead(OpenFile filePointer, Address buffer, long bufferLength, LocalLong offset)
        {
            var s = LocalArray(2);
            (s[0], s[1]) = ((byte)'h', (byte)'i');
            return 2 - await CopyToUser(buffer, s.Address, 2);
        }
    }

    private sealed class StaysAtTheBeginning(LinuxKernel kernel) : ModernProcfs2Fixed(kernel)
    {
        protected override int PlaceOf(LocalLong off) => 0;
    }

    private class KeepsWhatWasWanted(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
    {
        protected override async KTask<long> LengthToGive(long rest, long length)
        {
            long least = Math.Min(rest, length);
            await Size.Store(least, function: nameof(ProcfsRead));
            return least;
        }
    }

    private sealed class GivesASharedLength(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
    {
        protected override async KTask<long> LengthToGive(long rest, long length)
        {
            await Size.Store(Math.Min(rest, length), function: nameof(ProcfsRead));
            return await Size.Load(function: nameof(ProcfsRead));
        }

        protected override KTask<int> Lock(string function) => new(0);

        protected override KTask Unlock(string function) => KTask.Completed;
    }

    private sealed class ReadsASharedResult(LinuxKernel kernel) : KeepsWhatWasWanted(kernel)
    {
        protected override async KTask<long> ReadResult(int count) => await Size.Load(function: nameof(ProcfsRead));
    }

    private sealed class WritesASharedResult(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
    {
        protected override async KTask<long> WriteResult(int count) => await Size.Load(function: nameof(ProcfsWrite));
    }

    private sealed class TellsTheLengthFirst(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
    {
        protected override async KTask AnnounceLength(int count) => await Size.Store(count, function: nameof(ProcfsWrite));
    }

    private sealed class LocksNoText(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
    {
        protected override KTask<int> Lock(string function) => new(0);

        protected override KTask Unlock(string function) => KTask.Completed;
    }

    private sealed class EndsAfterOneRead(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
    {
        protected override int PlaceOf(LocalLong offset, long length)
        {
            if (offset.Value == 0)
            {
                return 0;
            }

            offset.Value = 0;
            return -1;
        }
    }

    private sealed class PinsItself(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
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

    private sealed class RemovesByName(LinuxKernel kernel) : ModernProcfs3Fixed(kernel)
    {
        protected override KTask OnRefusal() => RemoveProcEntry(ModernProcfs3.ProcfsEntryFilename, function: nameof(InitModule));
    }
}
