using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>The corrected fortune.c with one fix taken out: the bug comes back, under its own name.</summary>
public sealed class FortuneMutantTests
{
    [Fact]
    public void FTN_1_room_for_one_byte_more() => MustComeBack("FTN-1", k => new OneMore(k), FortuneWriting.OneByteMore);

    [Fact]
    public void FTN_2_a_negative_number_that_is_compared_as_a_huge_one() => MustComeBack("FTN-2", k => new Unsigned(k), FortuneWriting.PastTheEnd);

    [Fact]
    public void FTN_3_no_mutex_and_the_index_read_again() => MustComeBack("FTN-3", k => new ReadsAgain(k), FortuneWriting.RoomForOne);

    [Fact]
    public void FTN_4_no_mutex_over_the_place() => MustComeBack("FTN-4", k => new LocksNothing(k), FortuneWriting.TwoCookies);

    [Fact]
    public void FTN_5_no_mutex_over_the_index() => MustComeBack("FTN-5", k => new LocksNothing(k), FortuneWriting.TwoLengths);

    [Fact]
    public void FTN_6_the_index_is_advanced_before_the_cookie_is_finished() => MustComeBack("FTN-6", k => new PublishesFirst(k), FortuneReading.LastCookie);

    [Fact]
    public void FTN_7_no_mutex_over_the_reader() => MustComeBack("FTN-7", k => new LocksNothing(k), FortuneReading.TwoReaders);

    [Fact]
    public void FTN_8_nothing_is_ended_like_a_cookie() => MustComeBack("FTN-8", k => new EndsNothing(k), FortuneWriting.Nothing);

    [Fact]
    public void FTN_9_an_empty_pot_is_read() => MustComeBack("FTN-9", k => new ReadsTheEmptyPot(k), FortuneReading.EmptyPot);

    [Fact]
    public void FTN_10_as_much_as_there_is_goes_to_the_page() => MustComeBack("FTN-10", k => new PrintsAll(k), FortuneReading.LongestCookie);

    [Fact]
    public void FTN_11_the_pot_is_not_freed() => MustComeBack("FTN-11", k => new Leaks(k), FortuneModuleLife.InsmodAndRmmod, isInserted: false);

    [Theory]
    [InlineData("FTN-12", "S26")]
    [InlineData("FTN-13", "S26")]
    [InlineData("FTN-14", "UP")]
    [InlineData("FTN-15", "U0")]
    public void The_corrected_module_on_the_kernel_without_the_fix(string bug, string environment) => Twins.KernelMustComeBack($"fortune/{bug}", environment);

    [Fact]
    public void FTN_16_an_offset_is_taken_for_the_end() => MustComeBack("FTN-16", k => new OneShot(k), FortuneReading.TwoPieces);

    [Fact]
    public void FTN_17_the_NUL_takes_the_place_of_the_last_character() => MustComeBack("FTN-17", k => new CutsTheEnd(k), FortuneReading.NoLineEnd);

    private static void MustComeBack(string bug, Func<LinuxKernel, FortuneModule> mutant, Action<Stage, FortuneModule> build, bool isInserted = true)
        => Twins.MustComeBack($"fortune/{bug}", "S26", stage => build(stage, isInserted ? stage.Load(mutant) : stage.Make(mutant)));

    private class LocksNothing(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override KTask Lock(string function) => KTask.Completed;

        protected override KTask Unlock(string function) => KTask.Completed;
    }

    private sealed class OneMore(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override bool Fits(int index, long length) => length <= MaxCookieLength - index + 1;
    }

    private sealed class Unsigned(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override bool Fits(int index, long length) => (ulong)length <= (ulong)(long)(MaxCookieLength - index);
    }

    private sealed class ReadsAgain(LinuxKernel kernel) : LocksNothing(kernel)
    {
        protected override async KTask Finish(Address pot, int index, int length)
        {
            index = await CookieIndex.Load(function: nameof(FortuneWrite));
            await base.Finish(pot, index, length);
        }
    }

    private sealed class PublishesFirst(LinuxKernel kernel) : LocksNothing(kernel)
    {
        protected override async KTask Finish(Address pot, int index, int length)
        {
            await CookieIndex.Store(index + length, function: nameof(FortuneWrite));
            await At<byte>(pot + (index + length - 1)).Store(0, function: nameof(FortuneWrite));
        }
    }

    private sealed class EndsNothing(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override bool IsNothing(long length) => false;
    }

    private sealed class ReadsTheEmptyPot(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override bool IsEmpty(int index) => false;
    }

    private sealed class PrintsAll(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override async KTask<int> Print(Address page, ReadProcArguments arguments, Address pot, int place)
        {
            int length = await Sprintf(PageOfReader(page), "%s\n", pot + place, function: nameof(FortuneRead));
            await Advance(place, length - 1, arguments.Offset);
            arguments.Eof = true;
            return length;
        }
    }

    private sealed class Leaks(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override KTask FreePot() => KTask.Completed;
    }

    private sealed class OneShot(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override async KTask<int> Give(Address page, ReadProcArguments arguments)
            => arguments.Offset > 0 ? 0 : await base.Give(page, arguments);
    }

    private sealed class CutsTheEnd(LinuxKernel kernel) : FortuneFixed(kernel)
    {
        protected override int Terminated(byte last, int length) => length;
    }
}
