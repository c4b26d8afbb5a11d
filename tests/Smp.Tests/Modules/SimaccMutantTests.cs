using System.Globalization;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>The corrected simacc.c with one fix taken out: the bug comes back, under its own name.</summary>
public sealed class SimaccMutantTests
{
    private const string ReadFunction = "SimaccRead";

    [Fact]
    public void SIM_1_a_buffer_without_room_for_the_NUL() => MustComeBack("SIM-1", "S26", k => new OneBuffer(k), SimaccWriting.FullBuffer);

    [Fact]
    public void SIM_2_a_length_that_is_not_limited() => MustComeBack("SIM-2", "S26", k => new TakesAll(k), SimaccWriting.MoreThanTheBuffer);

    [Fact]
    public void SIM_3_a_text_of_sixteen_bytes() => MustComeBack("SIM-3", "S68", k => new PublishesText(k), SimaccWriting.LargeNumber);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void SIM_4_one_buffer_for_all_writers(string environment) => MustComeBack("SIM-4", environment, k => new OneBuffer(k), SimaccWriting.TwoWriters);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void SIM_5_the_sum_is_published_digit_by_digit(string environment)
        => MustComeBack("SIM-5", environment, k => new PublishesText(k), SimaccReading.ReaderAndWriter);

    [Fact]
    public void SIM_6_a_loop_that_ends_with_the_buffer() => MustComeBack("SIM-6", "S26", k => new EndsWithTheBuffer(k), SimaccWriting.NumberAtTheEnd);

    [Fact]
    public void SIM_7_what_does_not_fit_is_cut() => MustComeBack("SIM-7", "S26", k => new Cuts(k), SimaccWriting.TwoCalls);

    [Fact]
    public void SIM_8_the_text_is_made_at_every_read() => MustComeBack("SIM-8", "U0", k => new ReadsAnew(k), SimaccReading.DigitByDigit);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void SIM_9_on_the_kernel_without_the_fix(string environment) => Twins.KernelMustComeBack("simacc/SIM-9", environment);

    private static void MustComeBack(string bug, string environment, Func<LinuxKernel, SimaccModule> mutant, Action<Stage> build)
        => Twins.MustComeBack($"simacc/{bug}", environment, stage =>
        {
            stage.Load(mutant);
            build(stage);
        });

    private class OneBuffer : SimaccFixed
    {
        private readonly SharedBytes _inputBuf;

        internal OneBuffer(LinuxKernel kernel)
            : base(kernel)
            => _inputBuf = Chars("input_buf", MaxInputSize);

        protected override KTask<Address> Input(int size) => new(_inputBuf.Address);

        protected override KTask Forget(Address input, int size) => KTask.Completed;
    }

    private sealed class TakesAll(LinuxKernel kernel) : OneBuffer(kernel)
    {
        protected override long Taken(long count) => count;
    }

    private class PublishesText : SimaccFixed
    {
        internal PublishesText(LinuxKernel kernel)
            : base(kernel)
            => Text = Chars("result", 16);

        protected new SharedBytes Text { get; }

        protected override async KTask Publish(ulong sum) => await Sprintf(Text, sum, function: nameof(SimaccWrite));

        protected override async KTask<long> Sum(string function)
        {
            long sum = 0;
            byte c;
            for (int i = 0; (c = await Text.Load(i, function: ReadFunction)) != 0; i++)
            {
                sum = (sum * 10) + c - '0';
            }

            return sum;
        }
    }

    private sealed class ReadsAnew(LinuxKernel kernel) : PublishesText(kernel)
    {
        protected override ReadWriteFunction Reader => SimaccRead;

        private async KTask<long> SimaccRead(OpenFile file, Address buffer, long length, LocalLong offset)
        {
            string text = (await Sum(ReadFunction)).ToString(CultureInfo.InvariantCulture) + "\n";
            int count = (int)Math.Min(text.Length - offset.Value, length);
            var own = LocalArray(32);
            Sprintf(own, text);
            if (count > 0 && await CopyToUser(buffer, own.Address + (int)offset.Value, count) != 0)
            {
                return -Errno.EFAULT;
            }

            offset.Value += Math.Max(count, 0);
            return Math.Max(count, 0);
        }
    }

    private sealed class EndsWithTheBuffer(LinuxKernel kernel) : SimaccFixed(kernel)
    {
        protected override int EndOf(int size) => Math.Min(size, MaxInputSize);
    }

    private sealed class Cuts(LinuxKernel kernel) : SimaccFixed(kernel)
    {
        protected override long Taken(long count) => Math.Min(count, MaxInputSize);
    }
}
