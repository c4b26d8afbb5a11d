using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The nine bugs of simacc.c in the seven environments (one CPU: 2.6.37, for which it was written), and simple-lkm.c, in which
/// nothing is to be found.
/// </summary>
/// <remarks>
/// The catalogue gives no environments; what was predicted from the kernel's rules is what the machine says:
/// <list type="bullet">
/// <item>SIM-3 needs a long of 64 bits: 6.8 is that of an x86-64, the kernels before it are those of an i386, where the
/// longest sum has ten digits.</item>
/// <item>SIM-2 on S68 and S68p: the size of input_buf is a constant, so 6.8 copies nothing and warns (check_copy_size).</item>
/// <item>SIM-4: copy_from_user sleeps in the middle of the shared buffer. sprintf does not sleep (SIM-5).</item>
/// <item>SIM-6 and SIM-7 are seen where input_buf has room for the NUL: with 1024 bytes the machine stops at SIM-1.</item>
/// </list>
/// Where the catalogue says otherwise:
/// <list type="bullet">
/// <item>SIM-9 up to 2.6.37: read_proc and write_proc are stored after result, so that an early read is an empty file and an
/// early write gives -EIO; neither <c>"\n"</c> nor an overwritten sum can be seen. On S68 and S68p proc_create shows both functions
/// at once, in the place of create_proc_entry, and result comes after: there the sum is lost.</item>
/// <item>SIM-8 takes one switch: that to the writer between the two reads, each of which the reader could have gone on
/// with.</item>
/// </list>
/// </remarks>
public sealed class SimaccMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("SIM-1", Everywhere),
        ("SIM-2", Everywhere),
        ("SIM-3", [Absent, Absent, Absent, Absent, Absent, Found, Found]),
        ("SIM-4", [Asleep, Found, Asleep, Found, Found, Found, Found]),
        ("SIM-5", OnSmpOrPreempted),
        ("SIM-6", Everywhere),
        ("SIM-7", Everywhere),
        ("SIM-8", Everywhere),
        ("SIM-9", OnSmpOrPreempted),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string> Bugs => [.. s_expected.Select(e => e.Bug)];

    private static string[] Everywhere => [Found, Found, Found, Found, Found, Found, Found];

    private static string[] OnSmpOrPreempted => [Absent, Found, Absent, Found, Found, Found, Found];

    [Fact]
    public void Every_bug_of_the_module_has_its_answer()
    {
        var bugs = new Catalogue().All.Where(s => s.Module == "simacc" && !s.Corrected).Select(s => s.Bug).ToHashSet();
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), bugs);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_kernels_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"simacc/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_twin_is_proved(string bug) => Twins.MustBeProved($"simacc/{bug}.fixed", "S26");

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S26p")]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Control_simple_lkm(string environment) => Twins.MustBeProved("simple-lkm/load-unload", environment);
}
