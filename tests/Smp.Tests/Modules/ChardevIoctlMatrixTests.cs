using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The 17 bugs of the chardev.c that has an ioctl in the seven environments. The catalogue leaves its answers open; these
/// follow from the kernel's rules, and each is what the machine says.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>IOC-1, IOC-15: as CHR-1 and CHR-8; IOC-12, IOC-13, IOC-14: as CHR-5, CHR-6 and CHR-7.</item>
/// <item>IOC-2: as CHR-2, the pointer is stored before put_user can sleep.</item>
/// <item>IOC-3, IOC-4, IOC-11: get_user and put_user stand between two characters. Without preemption and under 2.0's lock
/// others come there only if one of them sleeps; the big kernel lock of 2.6.11's ->ioctl keeps out neither read nor write.</item>
/// <item>IOC-9: user memory is under no lock of the kernel's, not even 2.0's; on one CPU that is not preempted the other thread
/// runs only while get_user sleeps.</item>
/// </list>
/// </remarks>
public sealed class ChardevIoctlMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("IOC-1", OnlyWithoutTheLock),
        ("IOC-2", [Absent, Found, Absent, Found, Found, Found, Found]),
        ("IOC-3", BetweenCharacters),
        ("IOC-4", BetweenCharacters),
        ("IOC-5", Everywhere),
        ("IOC-6", Everywhere),
        ("IOC-7", Everywhere),
        ("IOC-8", Everywhere),
        ("IOC-9", [Asleep, Found, Found, Found, Found, Found, Found]),
        ("IOC-10", Everywhere),
        ("IOC-11", BetweenCharacters),
        ("IOC-12", [Absent, Found, Absent, Found, Found, Absent, Found]),
        ("IOC-13", [Found, Found, Absent, Found, Found, Found, Found]),
        ("IOC-14", [Absent, Found, Absent, Found, Found, Absent, Found]),
        ("IOC-15", OnlyWithoutTheLock),
        ("IOC-16", Everywhere),
        ("IOC-17", Everywhere),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string> Bugs => [.. s_expected.Select(e => e.Bug)];

    private static string[] Everywhere => [Found, Found, Found, Found, Found, Found, Found];

    private static string[] OnlyWithoutTheLock => [Absent, Absent, Absent, Absent, Absent, Found, Found];

    private static string[] BetweenCharacters => [Asleep, Found, Asleep, Found, Found, Found, Found];

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_follows_from_the_kernels_rules_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"ioctl/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_corrected_module_is_proved(string bug) => Twins.MustBeProved($"ioctl/{bug}.fixed", "S26");
}
