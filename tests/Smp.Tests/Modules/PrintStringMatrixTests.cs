using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The three bugs of print_string.c in the seven environments: each answer follows from the kernel's rules, each token shows what it
/// says.
/// </summary>
/// <remarks>
/// The catalogue predicts none of them. PST-1 and PST-2 need somebody else to come between two steps of print_string: on one CPU that is
/// not preemptible, and under the lock of 2.0, nothing of it sleeps. (con_write takes the console semaphore, which is free unless a task
/// has lost its CPU with it held: cond_resched in do_con_write is not in the model.) PST-3 is a result that nobody looks at.
/// </remarks>
public sealed class PrintStringMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("PST-1", [Absent, Found, Absent, Found, Found, Found, Found]),
        ("PST-2", [Absent, Found, Absent, Found, Found, Found, Found]),
        ("PST-3", [Found, Found, Found, Found, Found, Found, Found]),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    [Fact]
    public void Every_bug_of_the_module_has_its_answers()
        => Assert.Equal(
            s_expected.Select(e => e.Bug).ToHashSet(), new Catalogue().All.Where(s => s.Module == "print-string" && !s.Corrected).Select(s => s.Bug).ToHashSet());

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_that_of_the_rules_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"print-string/{bug}", environment, expected);

    [Theory]
    [InlineData("PST-1", "U0")]
    [InlineData("PST-1", "UP")]
    [InlineData("PST-1", "S26")]
    [InlineData("PST-1", "S68")]
    [InlineData("PST-2", "B20")]
    [InlineData("PST-2", "S26")]
    [InlineData("PST-2", "S68p")]
    [InlineData("PST-3", "U0")]
    [InlineData("PST-3", "S26")]
    [InlineData("PST-3", "S68")]
    public void The_corrected_module_is_proved(string bug, string environment) => Twins.MustBeProved($"print-string/{bug}.fixed", environment);
}
