using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>The types of module parameters: what insmod and sysfs may set them to, and the words with which they are refused.</summary>
public sealed class ParameterTypeTests
{
    [Theory]
    [InlineData("S26", "b=255 s=-1 us=65535 i=0x10 ui=4294967295 l=-5 ul=010 y=y n=1", "255 -1 65535 16 4294967295 -5 8 1 0")]
    [InlineData("S68", "b=255 s=-1 us=65535 i=0x10 ui=4294967295 l=-5 ul=010 y=on n=f", "255 -1 65535 16 4294967295 -5 8 1 1")]
    [InlineData("S26", "i=7seven y", "1 2 3 7 5 6 7 1 1")]
    [InlineData("S26", "l=4294967297", "1 2 3 4 5 1 7 0 1")]
    [InlineData("S68", "l=4294967297 y", "1 2 3 4 5 4294967297 7 1 1")]
    [InlineData("S26", "i=\"9\"", "1 2 3 9 5 6 7 0 1")]
    public void Numbers_are_set(string environment, string arguments, string values)
        => MustAnswer(environment, arguments, 0, "", module => module.Numbers == values);

    [Theory]
    [InlineData("S26", "b=256", -Errno.EINVAL, "<3>types: `256' invalid for parameter `b'\n")]
    [InlineData("S68", "b=256", -Errno.ERANGE, "<3>types: `256' invalid for parameter `b'\n")]
    [InlineData("S26", "i=hello", -Errno.EINVAL, "<3>types: `hello' invalid for parameter `i'\n")]
    [InlineData("S68", "i=7seven", -Errno.EINVAL, "<3>types: `7seven' invalid for parameter `i'\n")]
    [InlineData("S26", "ui=-1", -Errno.EINVAL, "<3>types: `-1' invalid for parameter `ui'\n")]
    [InlineData("S26", "y=maybe", -Errno.EINVAL, "<3>types: `maybe' invalid for parameter `y'\n")]
    [InlineData("S26", "s", -Errno.EINVAL, "<3>types: `' invalid for parameter `s'\n")]
    [InlineData("S26", "an-other=1", -Errno.ENOENT, "<3>types: Unknown parameter `an_other'\n")]
    [InlineData("S68", "an-other=1", 0, "<4>types: unknown parameter 'an-other' ignored\n")]
    [InlineData("S26", "p", -Errno.EINVAL, "<3>p: string parameter expected\n<3>types: `' invalid for parameter `p'\n")]
    [InlineData("S68", "p", -Errno.EINVAL, "<3>types: `' invalid for parameter `p'\n")]
    [InlineData("S26", "str=abcd", -Errno.ENOSPC, "<3>str: string doesn't fit in 3 chars.\n<3>types: `abcd' too large for parameter `str'\n")]
    [InlineData("S68", "str", -Errno.EINVAL, "<3>str: missing param set value\n<3>types: `' invalid for parameter `str'\n")]
    [InlineData("S26", "an_array=1,2,3", -Errno.EINVAL, "<3>an_array: can only take 2 arguments\n<3>types: `1,2,3' invalid for parameter `an_array'\n")]
    [InlineData("S26", "an_array", -Errno.EINVAL, "<3>an_array: expects arguments\n<3>types: `' invalid for parameter `an_array'\n")]
    [InlineData("S68", "an_array=1,x", -Errno.EINVAL, "<3>types: `1,x' invalid for parameter `an_array'\n")]
    public void What_is_wrong_is_refused_in_the_kernels_words(string environment, string arguments, long result, string log)
        => MustAnswer(environment, arguments, result, log, _ => true);

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_charp_has_a_limit(string environment)
        => MustAnswer(
            environment,
            $"p={new string('x', 1025)}",
            -Errno.ENOSPC,
            $"<3>p: string parameter too long\n<3>types: `{new string('x', 1025)}' too large for parameter `p'\n",
            _ => true);

    [Fact]
    public void The_first_error_ends_it_in_2_6_and_the_last_one_counts_in_6_8()
    {
        const string Both = "b=256 str=abcd";
        MustAnswer("S26", Both, -Errno.EINVAL, "<3>types: `256' invalid for parameter `b'\n", _ => true);
        MustAnswer(
            "S68",
            Both,
            -Errno.ENOSPC,
            "<3>types: `256' invalid for parameter `b'\n<3>str: string doesn't fit in 3 chars.\n<3>types: `abcd' too large for parameter `str'\n",
            _ => true);
    }

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    [InlineData("B20")]
    public void Texts_and_arrays_are_set(string environment)
        => MustAnswer(environment, "p=\"a b\" an-array=8 str=abc", 0, "", module => module.Texts == "a b|8,-1|1|abc");

    [Theory]
    [InlineData("S26", "i", 4, "4\n")]
    [InlineData("S26", "b", 4, "\u0001\n")]
    [InlineData("S68", "b", 4, "1\n")]
    [InlineData("S26", "y", 4, "N\n")]
    [InlineData("S68", "n", 4, "N\n")]
    [InlineData("S26", "an_array", 16, "\n")]
    [InlineData("S68", "p", 16, "first\n")]
    [InlineData("S26", "str", 16, "ab\n")]
    [InlineData("S26", "str", 1, "a")]
    public void Sysfs_shows_them(string environment, string parameter, int length, string text)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new Types(k));
            var buffer = stage.UserBuffer("buffer", 16);
            var result = stage.Ghost("result");
            stage.Process("cat", async p =>
            {
                result.Value = await p.ReadParameter($"types/{parameter}", buffer, length);
                await p.Compute();
            });
            stage.Reach("shown", () => result.Value == text.Length
                && text.Select((c, i) => new Shared<byte>(stage.Computer, buffer + i).Inspect() == c).All(same => same));
        });

    [Theory]
    [InlineData("S26", "i=77", 0, 2, "1 2 3 77 5 6 7 0 1")]
    [InlineData("S68", "i=77", 0, 2, "1 2 3 77 5 6 7 0 1")]
    [InlineData("S26", "i=hello", 0, -Errno.EINVAL, "1 2 3 4 5 6 7 0 1")]
    [InlineData("S26", "i=77", 500, -Errno.EACCES, "1 2 3 4 5 6 7 0 1")]
    [InlineData("S26", "ui=77", 500, 2, "1 2 3 4 77 6 7 0 1")]
    [InlineData("S26", "s=5", 0, -Errno.EACCES, "1 2 3 4 5 6 7 0 1")]
    [InlineData("S26", "us=5", 0, -Errno.ENOENT, "1 2 3 4 5 6 7 0 1")]
    [InlineData("B20", "i=5", 0, -Errno.ENOENT, "1 2 3 4 5 6 7 0 1")]
    public void Sysfs_stores_what_the_mode_allows(string environment, string assignment, int euid, long expected, string values)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new Types(k));
            var result = stage.Ghost("result");
            stage.Process(
                "echo",
                async p =>
                {
                    result.Value = 1000 + await p.WriteParameter($"types/{assignment}");
                    await p.Compute();
                },
                euid);
            stage.Reach("answered", () => result.Value == 1000 + expected && module.Numbers == values);
        });

    /// <summary>2.6.11 lets the pointer point into the page of sysfs, which the close frees.</summary>
    [Fact]
    public void A_charp_that_was_written_through_sysfs_points_to_a_freed_page_in_2_6_and_to_a_copy_in_6_8()
    {
        static void Build(Stage stage)
        {
            stage.Load(k => new Types(k));
            var buffer = stage.UserBuffer("buffer", 16);
            var result = stage.Ghost("result");
            stage.Process("sh", async p =>
            {
                await p.WriteParameter("types/p=second");
                result.Value = await p.ReadParameter("types/p", buffer, 16);
                await p.Compute();
            });
            stage.Reach("written and read", () => result.Value == "second\n".Length);
        }

        Explored.MustFind("S26", "use-after-free", Build);
        Explored.MustProve("S68", Build);
    }

    /// <summary>6.8 frees the text before: who reads it without param_lock reads what is gone.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_charp_is_read_under_param_lock(bool takesTheLock)
    {
        void Build(Stage stage)
        {
            var module = stage.Load(k => new Types(k), "p=one");
            var done = stage.Ghost("done");
            stage.Process("echo", async p => await p.WriteParameter("types/p=two"));
            stage.KernelThread("reader", async () =>
            {
                await module.ReadText(takesTheLock);
                done.Value = 1;
            });
            stage.Reach("read", () => done.Value == 1);
        }

        if (takesTheLock)
        {
            Explored.MustProve("S68", Build);
        }
        else
        {
            Explored.MustFind("S68", "use-after-free", Build);
        }
    }

    /// <summary>Whoever writes while the module goes finds no file, or keeps the module, or is waited for.</summary>
    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Removal_and_a_writer_do_not_meet(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new Types(k));
            var answers = stage.Ghost("answers");
            stage.Process("rmmod", async p => await p.Rmmod("types"));
            stage.Process("echo", async p =>
            {
                long result = await p.WriteParameter("types/i=5");
                answers.Value = result == 1 ? 1 : result is -Errno.ENOENT or -Errno.ENODEV ? 2 : 4;
            });
            stage.Never("another answer", () => answers.Value == 4);
            stage.Reach("written", () => answers.Value == 1);
            stage.Reach("too late", () => answers.Value == 2 && module.State == ModuleState.Unloaded);
        });

    private static void MustAnswer(string environment, string arguments, long result, string log, Func<Types, bool> holds)
        => Explored.MustProve(environment, stage =>
        {
            var text = stage.ReadsLog();
            var module = stage.Make(k => new Types(k));
            var back = stage.Ghost("result");
            stage.Process("insmod", async p =>
            {
                back.Value = 1000 + await p.Insmod("types " + arguments);
                await p.Compute();
            });
            stage.Reach("the answer", () => back.Value == 1000 + result && text.ToString() == log && (result != 0 || holds(module)));
        });

    /// <summary>A parameter of each type.</summary>
    private sealed class Types : KernelModule
    {
        private const int Mode = 0x1a4;
        private readonly Shared<byte> _byte;
        private readonly Shared<short> _short;
        private readonly Shared<ushort> _ushort;
        private readonly Shared<int> _int;
        private readonly Shared<uint> _uint;
        private readonly Shared<long> _long;
        private readonly Shared<ulong> _ulong;
        private readonly Shared<int> _bool;
        private readonly Shared<int> _invbool;
        private readonly Shared<long> _charp;
        private readonly Shared<int> _count;
        private readonly SharedArray<int> _array;
        private readonly SharedBytes _string;

        internal Types(LinuxKernel kernel)
            : base(kernel, "types")
        {
            _byte = ModuleParam("b", ParameterType.Byte, (byte)1, Mode);
            _short = ModuleParam("s", ParameterType.Short, (short)2, 0x124);
            _ushort = ModuleParam("us", ParameterType.UShort, (ushort)3, 0);
            _int = ModuleParam("i", ParameterType.Int, 4, Mode);
            _uint = ModuleParam("ui", ParameterType.UInt, 5u, 0x1b6);
            _long = ModuleParam("l", ParameterType.Long, 6L, Mode);
            _ulong = ModuleParam("ul", ParameterType.ULong, 7ul, Mode);
            _bool = ModuleParam("y", ParameterType.Bool, 0, Mode);
            _invbool = ModuleParam("n", ParameterType.InvBool, 1, Mode);
            _charp = ModuleParamCharp("p", "first", Mode);
            _count = Variable<int>("count");
            _array = ModuleParamArray("an_array", ParameterType.Int, [-1, -1], _count, Mode);
            _string = ModuleParamString("str", 4, "ab", Mode);
        }

        internal string Numbers
            => $"{_byte.Inspect()} {_short.Inspect()} {_ushort.Inspect()} {_int.Inspect()} {_uint.Inspect()} {_long.Inspect()} {_ulong.Inspect()} {_bool.Inspect()} {_invbool.Inspect()}";

        internal string Texts => $"{TextAt(new Address((int)_charp.Inspect()))}|{_array[0].Inspect()},{_array[1].Inspect()}|{_count.Inspect()}|{TextAt(_string.Address)}";

        public override KTask<int> InitModule() => new(0);

        internal async KTask ReadText(bool takesTheLock)
        {
            if (takesTheLock)
            {
                await KernelParamLock();
            }

            await LoadString(new Address((int)await _charp.Load()));
            if (takesTheLock)
            {
                await KernelParamUnlock();
            }
        }

        private string TextAt(Address text)
        {
            string result = "";
            for (byte c; (c = new Shared<byte>(Kernel.Computer, text + result.Length).Inspect()) != 0;)
            {
                result += (char)c;
            }

            return result;
        }
    }
}
