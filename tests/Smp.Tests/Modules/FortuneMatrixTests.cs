using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>The 17 bugs of fortune.c in the seven environments: each token shows what its cell says.</summary>
/// <remarks>
/// The catalogue gives no environments; what was predicted from the kernel's rules is what the machine says, but for FTN-14:
/// <list type="bullet">
/// <item>The bugs of one process (FTN-1, -2, -8 to -11, -16, -17) are everywhere: 2.6.11 and 6.8 both pass a count of 0 to the
/// driver, and the page of a read and the pot are memory of the same size in all of them.</item>
/// <item>Between the check and the new index stands copy_from_user, which may sleep: FTN-3 and FTN-4 need no preemption and no
/// second CPU. Between the load and the store of <c>cookie_index += len</c>, and in the whole of fortune_read, nothing
/// sleeps: FTN-5, FTN-6 and FTN-7 do.</item>
/// <item>FTN-12 on U0: the copy of a write sleeps, rmmod -f comes and goes, the copy goes on. On B20 rmmod -f does not exist
/// (2.0 has no flags), and a plain rmmod is refused while the inode pins the owner. With pde_users (S68, S68p) removal
/// waits for callers.</item>
/// <item>FTN-14 on S68 and S68p, against the rule of its family: proc_create shows both functions at once, but in the place of
/// create_proc_entry, and init sets cookie_index and next_fortune to 0 after that. A cookie that was written before is
/// forgotten.</item>
/// <item>FTN-13 to FTN-15 are elsewhere those of their families (A, B, C). FTN-15 has the module with the vfree that the listing has
/// lost: without it every removal ends as the leak, FTN-11.</item>
/// </list>
/// </remarks>
public sealed class FortuneMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("FTN-1", Everywhere),
        ("FTN-2", Everywhere),
        ("FTN-3", OrAsleep),
        ("FTN-4", OrAsleep),
        ("FTN-5", OnSmpOrPreempted),
        ("FTN-6", OnSmpOrPreempted),
        ("FTN-7", OnSmpOrPreempted),
        ("FTN-8", Everywhere),
        ("FTN-9", Everywhere),
        ("FTN-10", Everywhere),
        ("FTN-11", Everywhere),
        ("FTN-12", [Asleep, Found, Absent, Found, Found, Absent, Absent]),
        ("FTN-13", [Absent, Found, Absent, Found, Found, Nothing, Nothing]),
        ("FTN-14", OnSmpOrPreempted),
        ("FTN-15", [Found, Found, Absent, Found, Found, Absent, Absent]),
        ("FTN-16", Everywhere),
        ("FTN-17", Everywhere),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string> Bugs => [.. s_expected.Select(e => e.Bug)];

    private static string[] Everywhere => [Found, Found, Found, Found, Found, Found, Found];

    private static string[] OrAsleep => [Asleep, Found, Asleep, Found, Found, Found, Found];

    private static string[] OnSmpOrPreempted => [Absent, Found, Absent, Found, Found, Found, Found];

    [Fact]
    public void Every_bug_of_the_module_has_its_answer()
    {
        var bugs = new Catalogue().All.Where(s => s.Module == "fortune" && !s.Corrected).Select(s => s.Bug).ToHashSet();
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), bugs);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_kernels_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"fortune/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_twin_is_proved(string bug) => Twins.MustBeProved($"fortune/{bug}.fixed", "S26");
}
