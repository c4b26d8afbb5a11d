using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The 12 bugs of intrpt.c in the seven environments: each answer is that of the catalogue, each token shows what it says.
/// </summary>
/// <remarks>
/// Where the kernel's rules give another answer than the catalogue: INT-4 on UP. run_workqueue (kernel/workqueue.c of 2.6.11)
/// reads func and data of a work under spin_lock_irqsave, so that on one CPU no handler can come between, preemption or not.
/// </remarks>
public sealed class IntrptMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("INT-1", Everywhere),
        ("INT-2", Everywhere),
        ("INT-3", Everywhere),
        ("INT-4", [Absent, Absent, Absent, Found, Found, Found, Found]),
        ("INT-5", Everywhere),
        ("INT-6", Everywhere),
        ("INT-7", [Found, Found, Absent, Found, Found, Found, Found]),
        ("INT-8", Everywhere),
        ("INT-9", Everywhere),
        ("INT-10", Everywhere),
        ("INT-11", [Absent, Absent, Absent, Found, Found, Absent, Absent]),
        ("INT-12", Everywhere),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string> Twinned => [.. s_expected.Select(e => e.Bug)];

    private static string[] Everywhere => [Found, Found, Found, Found, Found, Found, Found];

    [Fact]
    public void Every_bug_of_the_module_has_its_answer()
    {
        var bugs = new Catalogue().All.Where(s => s is { Module: "intrpt", Corrected: false, IsControl: false }).Select(s => s.Bug).ToHashSet();
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), bugs);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_catalogues_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"intrpt/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Twinned))]
    public void The_twin_is_proved(string bug) => Twins.MustBeProved($"intrpt/{bug}.fixed", "S26");

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void Control_the_work_is_set_up_once_though_nothing_is_locked(string environment) => Twins.MustBeProved("intrpt/control", environment);
}
