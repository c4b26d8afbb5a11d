using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The 17 bugs of sleep.c in the seven environments: each answer is that of the catalogue, each token shows what it says.
/// </summary>
/// <remarks>
/// Where the kernel's rules give another answer than the rule of thumb of the bug's family:
/// <list type="bullet">
/// <item>SLP-12 on S26: a CPU that is not preemptible is waited for when the machine is stopped, but rmmod -w then sleeps
/// until the count is 0 and does not stop the machine again (sys_delete_module, wait_for_zero_refcount,
/// kernel/module.c of 2.6.11): whoever has dropped the last reference may still be in the module's text.</item>
/// <item>SLP-12 on S68 and S68p: proc_entry_rundown (fs/proc/inode.c of 6.8) waits for every -&gt;open and -&gt;release in
/// progress before the module is freed.</item>
/// </list>
/// </remarks>
public sealed class SleepMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("SLP-1", OnSmpOrPreempted),
        ("SLP-2", OnSmpOrPreempted),
        ("SLP-3", [Found, Found, Absent, Found, Found, Found, Found]),
        ("SLP-4", Everywhere),
        ("SLP-5", Everywhere),
        ("SLP-6", Everywhere),
        ("SLP-7", Everywhere),
        ("SLP-8", [Asleep, Found, Asleep, Found, Found, Found, Found]),
        ("SLP-9", Everywhere),
        ("SLP-10", OnSmpOrPreempted),
        ("SLP-11", [Found, Found, Absent, Found, Found, Found, Found]),
        ("SLP-12", [Absent, Found, Absent, Found, Found, Absent, Absent]),
        ("SLP-13", [Found, Found, Absent, Found, Found, Found, Found]),
        ("SLP-14", [Absent, Found, Absent, Found, Found, Nothing, Nothing]),
        ("SLP-15", [Absent, Found, Absent, Found, Found, Absent, Absent]),
        ("SLP-16", [Found, Found, Found, Found, Found, Nothing, Nothing]),
        ("SLP-17", [Found, Found, Absent, Found, Found, Absent, Absent]),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    private static string[] Everywhere => [Found, Found, Found, Found, Found, Found, Found];

    private static string[] OnSmpOrPreempted => [Absent, Found, Absent, Found, Found, Found, Found];

    [Fact]
    public void Every_bug_of_the_module_and_every_environment_has_its_answer()
    {
        var bugs = new Catalogue().All.Where(s => s.Module == "sleep" && !s.Corrected).Select(s => s.Bug).ToHashSet();
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), bugs);
        Assert.Equal(Smp.Kernel.Environments.All.Select(e => e.Name), MatrixAnswers.Environments);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_catalogues_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"sleep/{bug}", environment, expected);
}
