using Smp.Exploration;
using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The 8 bugs of chardev.c in the seven environments. The catalogue leaves its answers open; these follow from the kernel's
/// rules, and each is what the machine says.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>CHR-1, CHR-3, CHR-8: chrdev_open (fs/char_dev.c of 2.6.11) calls -&gt;open under the big kernel lock, and nothing in it
/// sleeps: one process at a time is between the test and the increment. 6.8 has no such lock.</item>
/// <item>CHR-2: read and write are under no lock. The pointer is stored before put_user, which may sleep: without preemption and
/// under 2.0's lock each character is given once all the same.</item>
/// <item>CHR-5: between the look-up and -&gt;open nothing sleeps. 2.6.11 frees a module at once, 6.8 after a grace period, which
/// waits for a task in the kernel unless that was preempted.</item>
/// <item>CHR-6: while the state is GOING a process can open the device and go back to user mode; no grace period waits for
/// that. In 2.0 the count refuses nothing and the free is put off until it is 0.</item>
/// <item>CHR-7 on S26: rmmod -w does not stop the machine again once the count is 0 (as SLP-12).</item>
/// </list>
/// </remarks>
public sealed class ChardevMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("CHR-1", OnlyWithoutTheLock),
        ("CHR-2", [Absent, Found, Absent, Found, Found, Found, Found]),
        ("CHR-3", OnlyWithoutTheLock),
        ("CHR-4", [Found, Found, Found, Found, Found, Found, Found]),
        ("CHR-5", [Absent, Found, Absent, Found, Found, Absent, Found]),
        ("CHR-6", [Found, Found, Absent, Found, Found, Found, Found]),
        ("CHR-7", [Absent, Found, Absent, Found, Found, Absent, Found]),
        ("CHR-8", OnlyWithoutTheLock),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string> Bugs => [.. s_expected.Select(e => e.Bug)];

    private static string[] OnlyWithoutTheLock => [Absent, Absent, Absent, Absent, Absent, Found, Found];

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_follows_from_the_kernels_rules_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"chardev/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_corrected_module_is_proved(string bug)
    {
        Twins.MustBeProved($"chardev/{bug}.fixed", "S26");
        Twins.MustBeProved($"chardev/{bug}.fixed", "S68p");
    }

    [Fact]
    public void As_compiled_two_opens_leave_one_and_two_closes_minus_one()
    {
        var subject = new ScenarioSubject(new Catalogue().Find("chardev/CHR-8")!, Smp.Kernel.Environments.Find("S68")!, granularity: ScenarioSubject.Compiled);
        Assert.True(subject.IsChangedByCompiler);
        var result = new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, Until = "CHR-8" }).Run(null, CancellationToken.None);
        Assert.Equal("CHR-8", Assert.Single(result.Findings, f => f.Bug is not null).Bug);
    }
}
