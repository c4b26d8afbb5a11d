using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>strlcpy and the %lu of sprintf on memory that others share: past the end found, within it proved.</summary>
public sealed class StringTests
{
    private const int Size = 16;

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_string_without_its_NUL_is_read_past_its_array(string environment)
        => Explored.MustFind(environment, "out-of-bounds", stage => Run(stage, async m => await m.Copy(Size, 8)));

    [Theory]
    [InlineData(3, 8, 3)]
    [InlineData(15, 32, 15)]
    [InlineData(15, 8, 7)]
    [InlineData(0, 8, 0)]
    public void A_string_with_its_NUL_is_copied_as_far_as_there_is_room(int length, int room, int copied)
        => Explored.MustProve("S26", stage => Run(stage, async m =>
        {
            int found = await m.Copy(length, room);
            var own = m.Own;
            for (int i = 0; i < copied; i++)
            {
                if (own[i] != (byte)'x')
                {
                    return Wrong;
                }
            }

            return found == length && own[copied] == 0 ? Right : Wrong;
        }));

    [Fact]
    public void Sixteen_digits_and_the_NUL_do_not_fit_sixteen_bytes()
        => Explored.MustFind("S26", "out-of-bounds", stage => Run(stage, async m => await m.Print(9_999_999_999_999_999)));

    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(10UL, 2)]
    [InlineData(999_999_999_999_999UL, 15)]
    public void Fifteen_do(ulong number, int digits)
        => Explored.MustProve("S26", stage => Run(stage, async m => await m.Print(number) == digits && await m.LastOf(digits) == 0 ? Right : Wrong));

    [Fact]
    public void Since_2_6_24_nobody_finds_an_entry_without_its_default_operations()
    {
        Explored.MustFind("UP", "never", stage => EarlyOpener(stage));
        var younger = new Scenario("test/younger", "an entry is linked when it has its defaults", EarlyOpener) { WrittenFor = ModuleKernel.Linux2637 };
        Smp.Tests.Modules.Twins.MustBeProved(younger, "UP");
    }

    private const long Right = 1;
    private const long Wrong = -Errno.EINVAL;

    private static void EarlyOpener(Stage stage)
    {
        stage.Make(k => new TestModule(k, _ => new KTask<long>(1), pinned: false));
        var result = stage.Ghost("result");
        stage.Process("insmod", async p => await p.Insmod("test"));
        stage.Process("sh", async p =>
        {
            long fd = await p.Open("/proc/test", OpenFlags.WriteOnly);
            result.Value = fd < 0 ? fd : await p.Write(fd, Address.Null, 1);
        });
        stage.Never("the file has no operations at all", () => result.Value == -Errno.EINVAL);
        stage.Reach("it has the module's", () => result.Value == 1);
    }

    private static void Run(Stage stage, Func<StringModule, KTask<long>> write)
    {
        stage.Load(k => new StringModule(k, write));
        var fd = stage.Ghost("descriptor");
        var result = stage.Ghost("result");
        stage.Process(
            "writer", async p => result.Value = await p.Write(fd.Value, Address.Null, 1), before: async p => fd.Value = await p.Open("/proc/string", OpenFlags.WriteOnly));
        stage.Reach("it came out right", () => result.Value == Right);
    }

    private sealed class StringModule : KernelModule
    {
        private readonly Func<StringModule, KTask<long>> _write;
        private readonly FileOperations _fileOps;
        private readonly SharedBytes _array;

        internal StringModule(LinuxKernel kernel, Func<StringModule, KTask<long>> write)
            : base(kernel, "string")
        {
            _write = write;
            _array = Chars("array", Size);
            _fileOps = FileOperations("string_fops", write: StringWrite, owner: true);
        }

        internal LocalBytes Own => LocalArray(40);

        public async KTask<long> StringWrite(OpenFile file, Address buffer, long length, LocalLong offset) => await _write(this);

        public override async KTask<int> InitModule()
        {
            var entry = await CreateProcEntry("string", 0x1b6);
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            return 0;
        }

        internal async KTask<int> Copy(int length, int room)
        {
            await Memset(_array.Address, (byte)'x', Size);
            if (length < Size)
            {
                await _array.Store(length, 0);
            }

            return await Strlcpy(Own, _array.Address, room);
        }

        internal KTask<int> Print(ulong number) => Sprintf(_array, number);

        internal async KTask<byte> LastOf(int index) => await _array.Load(index);
    }
}
