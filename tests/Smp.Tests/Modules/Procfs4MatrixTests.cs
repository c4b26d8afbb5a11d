using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The bugs of procfs4.c, of the 2.6 guide and of the modern one, in the seven environments: each answer is that of the
/// catalogue, each token shows what it says.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>PF4-2 and MP4-2 are bugs on 32-bit kernels only, where an unsigned long has four bytes: their stage is such a
/// kernel in every environment. With eight bytes the same read is in order.</item>
/// <item>PF4-5 on B20: there is no mount --bind in 2.0, and between the look-up and the open nothing sleeps under its
/// lock.</item>
/// <item>PF4-5 on UP and S26p shows as a count below 0 too: __fput (fs/file_table.c of 2.6.11) gives the reference back
/// before it takes the file off the list that proc_kill_inodes goes through.</item>
/// </list>
/// </remarks>
public sealed class Procfs4MatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("PF4-1", [Absent, Found, Absent, Found, Found, Found, Found]),
        ("PF4-2", [Found, Found, Found, Found, Found, Found, Found]),
        ("PF4-3", [Absent, Absent, Nothing, Absent, Absent, Found, Found]),
        ("PF4-4", [Found, Found, Found, Found, Found, Found, Found]),
        ("PF4-5", [Found, Found, Absent, Found, Found, Absent, Absent]),
        ("PF4-6", [Absent, Found, Absent, Found, Found, Absent, Absent]),
    ];

    private static readonly (string Bug, string[] Answers)[] s_modern =
    [
        ("MP4-1", [Absent, Found, Nothing, Nothing, Nothing, Found, Found]),
        ("MP4-2", [Found, Found, Nothing, Nothing, Nothing, Found, Found]),
        ("MP4-3", [Found, Found, Nothing, Nothing, Nothing, Found, Found]),
        ("MP4-4", [Found, Found, Nothing, Nothing, Nothing, Found, Found]),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string, string, string> ModernCells => Of(s_modern);

    public static TheoryData<string> Bugs => [.. s_expected.Select(e => e.Bug)];

    public static TheoryData<string> ModernBugs => [.. s_modern.Select(e => e.Bug)];

    [Fact]
    public void Every_bug_of_the_modules_has_its_answers()
    {
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), BugsOf("procfs4"));
        Assert.Equal(s_modern.Select(e => e.Bug).ToHashSet(), BugsOf("modern-procfs4"));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_catalogues_and_the_token_shows_it(string bug, string environment, string expected)
        => MustBe($"procfs4/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(ModernCells))]
    public void The_answer_for_the_modern_one_is_the_catalogues(string bug, string environment, string expected)
        => MustBe($"modern-procfs4/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_twin_is_proved(string bug) => Twins.MustBeProved($"procfs4/{bug}.fixed", "S26");

    [Theory]
    [MemberData(nameof(ModernBugs))]
    public void The_twin_of_the_modern_one_is_proved(string bug) => Twins.MustBeProved($"modern-procfs4/{bug}.fixed", "S68p");

    private static HashSet<string> BugsOf(string module)
        => [.. new Catalogue().All.Where(s => s.Module == module && !s.Corrected).Select(s => s.Bug)];
}
