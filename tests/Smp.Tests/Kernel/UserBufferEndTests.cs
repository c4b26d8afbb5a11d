using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Copies across the end of a user buffer: what lies before the end arrives, and the rest is counted, to the kernel zeroed.</summary>
public sealed class UserBufferEndTests
{
    private const int Length = 16;

    // The module's answers: errors, since a number of bytes would have to be that of what arrived.
    private const long Right = -Errno.EAGAIN;
    private const long Wrong = -Errno.EINVAL;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    public void To_the_kernel_a_prefix_arrives_and_the_rest_is_zero(int there)
        => Explored.MustProve("S26", stage => Run(stage, there, async (m, buffer) =>
        {
            await m.Fill((byte)'?', Length);
            int left = await m.CopyIn(buffer, Length);
            for (int i = 0; i < Length; i++)
            {
                if (await m.Byte(i).Load() != (i < there ? i + 1 : 0))
                {
                    return Wrong;
                }
            }

            return left == Length - there ? Right : Wrong;
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(15)]
    public void To_the_user_a_prefix_arrives(int there)
        => Explored.MustProve("S26", stage => Run(stage, there, async (m, buffer) =>
        {
            await m.Fill((byte)'!', Length);
            int left = await m.CopyOut(buffer, Length);
            byte last = m.Kernel.Computer.Memory.Read<byte>(buffer + (there - 1));
            return left == Length - there && last == (byte)'!' ? Right : Wrong;
        }));

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void The_zeroes_go_past_the_end_of_an_array_that_is_too_short(string environment)
        => Explored.MustFind(environment, "out-of-bounds", stage => Run(stage, 5, async (m, buffer) => await m.CopyIn(buffer, Length + 1)));

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void A_method_that_counts_what_did_not_arrive_hides_the_fault(string environment)
    {
        Explored.MustFind(environment, "fault-hidden", stage => Run(stage, 5, async (m, buffer) => await m.CopyIn(buffer, Length) is > 0 ? Length : 2, checkResult: false));
        Explored.MustProve(environment, stage => Run(stage, 5, async (m, buffer) => Length - await m.CopyIn(buffer, Length), checkResult: false));
    }

    private static void Run(Stage stage, int there, Func<EndModule, Address, KTask<long>> write, bool checkResult = true)
    {
        stage.Load(k => new EndModule(k, write));
        var buffer = stage.UserBuffer("buffer", there);
        for (int i = 0; i < there; i++)
        {
            stage.Computer.Memory.Write(buffer + i, (byte)(i + 1));
        }

        var fd = stage.Ghost("descriptor");
        var result = stage.Ghost("result");
        stage.Process(
            "writer",
            async p => result.Value = await p.Write(fd.Value, buffer, there),
            before: async p => fd.Value = await p.Open("/proc/end", OpenFlags.WriteOnly));
        stage.Never("the copy went wrong", () => checkResult && result.Value == Wrong);
        stage.Reach("it was made", () => checkResult ? result.Value == Right : result.Value != 0);
    }

    private sealed class EndModule : KernelModule
    {
        private readonly Func<EndModule, Address, KTask<long>> _write;
        private readonly FileOperations _fileOps;
        private readonly SharedBytes _array;

        internal EndModule(LinuxKernel kernel, Func<EndModule, Address, KTask<long>> write)
            : base(kernel, "end")
        {
            _write = write;
            _array = Chars("array", Length);
            _fileOps = FileOperations("end_fops", write: EndWrite, owner: true);
        }

        internal new LinuxKernel Kernel => base.Kernel;

        public async KTask<long> EndWrite(OpenFile file, Address buffer, long length, LocalLong offset) => await _write(this, buffer);

        public override async KTask<int> InitModule()
        {
            var entry = await CreateProcEntry("end", 0x1b6);
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            return 0;
        }

        internal async KTask Fill(byte value, int count) => await Memset(_array.Address, value, count);

        internal KTask<int> CopyIn(Address from, int count) => CopyFromUser(_array.Address, from, count);

        internal KTask<int> CopyOut(Address to, int count) => CopyToUser(to, _array.Address, count);

        internal Shared<byte> Byte(int index) => At<byte>(_array.Address + index);
    }
}
