using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The seven bugs of kbleds.c in the seven environments: each answer follows from the kernel's rules, each token shows what it says.
/// </summary>
/// <remarks>
/// The catalogue predicts none of them. The rules:
/// <list type="bullet">
/// <item>KBL-1 to KBL-3 need a timer's function that is in progress while rmmod goes on. On one CPU a softirq runs above the task that it
/// has interrupted, and to its end, whether or not the kernel is preemptible; under the lock of 2.0 only its holder runs bottom
/// halves.</item>
/// <item>KBL-2 on S68 and S68p: free_module waits in synchronize_rcu for every CPU that is in a softirq (kernel/module/main.c of 6.8).
/// The function arms its timer before it is over, which nobody waits for: KBL-1 and KBL-3 are there.</item>
/// <item>KBL-6 is a softirq against a task in vt_ioctl, under the big kernel lock or not: on one CPU it comes between two stores of
/// setledstate just as well. In 6.8 setledstate holds led_lock, with interrupts off (drivers/tty/vt/keyboard.c).</item>
/// <item>KBL-4, KBL-5 and KBL-7 need no more than a timer that goes off.</item>
/// </list>
/// </remarks>
public sealed class KbledsMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("KBL-1", [Absent, Absent, Absent, Found, Found, Found, Found]),
        ("KBL-2", [Absent, Absent, Absent, Found, Found, Absent, Absent]),
        ("KBL-3", [Absent, Absent, Absent, Found, Found, Found, Found]),
        ("KBL-4", Everywhere),
        ("KBL-5", Everywhere),
        ("KBL-6", [Found, Found, Found, Found, Found, Absent, Absent]),
        ("KBL-7", Everywhere),
    ];

    // What takes more than a second is in smp matrix.
    private static readonly string[] s_long = ["KBL-1 S26", "KBL-1 S26p", "KBL-2 S26p", "KBL-2 S68", "KBL-2 S68p", "KBL-3 S26", "KBL-3 S26p", "KBL-6 S68p"];

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string>();
            foreach (var (bug, answers) in s_expected)
            {
                for (int i = 0; i < answers.Length; i++)
                {
                    if (!s_long.Contains($"{bug} {MatrixAnswers.Environments[i]}"))
                    {
                        cells.Add(bug, MatrixAnswers.Environments[i], answers[i]);
                    }
                }
            }

            return cells;
        }
    }

    private static string[] Everywhere => [Found, Found, Found, Found, Found, Found, Found];

    [Fact]
    public void Every_bug_of_the_module_has_its_answers()
        => Assert.Equal(
            s_expected.Select(e => e.Bug).ToHashSet(), new Catalogue().All.Where(s => s.Module == "kbleds" && !s.Corrected).Select(s => s.Bug).ToHashSet());

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_that_of_the_rules_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"kbleds/{bug}", environment, expected);

    [Theory]
    [InlineData("KBL-1", "U0")]
    [InlineData("KBL-1", "S68")]
    [InlineData("KBL-2", "S26")]
    [InlineData("KBL-3", "B20")]
    [InlineData("KBL-4", "S26")]
    [InlineData("KBL-5", "S26")]
    [InlineData("KBL-5", "S68")]
    [InlineData("KBL-6", "U0")]
    [InlineData("KBL-6", "S26")]
    [InlineData("KBL-7", "UP")]
    [InlineData("KBL-7", "S26p")]
    [InlineData("KBL-7", "S68p")]
    public void The_corrected_module_is_proved(string bug, string environment) => Twins.MustBeProved($"kbleds/{bug}.fixed", environment);
}
