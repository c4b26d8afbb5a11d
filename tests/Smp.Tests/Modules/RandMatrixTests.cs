using Smp.Exploration;
using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The bugs of /proc/PID/rand and of the program that reads it, where there are files of processes as the patch has them;
/// the corrected twins and the kernel's part as a control are proved there.
/// </summary>
/// <remarks>
/// The number of switches differs from the catalogue's in two:
/// <list type="bullet">
/// <item>RND-3 takes none: where the process has ended before the program begins, the first fopen already fails, and is not
/// looked at either (<c>target/1</c> runs to its end, then <c>rand/2</c> reads from NULL).</item>
/// <item>RND-5 takes one: fread gives nothing only if the process ends between fopen and fread; had it ended before, fopen
/// would have failed, which is RND-3 (proc_pid_lookup and get_proc_task, fs/proc/base.c).</item>
/// </list>
/// RND-4 is found as a wait for stdout's own lock. The lock of glibc lets the thread that holds it in again; what two printf
/// inside each other leave behind there is a broken buffer, which C and POSIX leave undefined all the same.
/// </remarks>
public sealed class RandMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("RND-1", OnModern),
        ("RND-2", OnModern),
        ("RND-3", OnModern),
        ("RND-4", OnModern),
        ("RND-5", OnModern),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    private static string[] OnModern => [Found, Found, Nothing, Nothing, Nothing, Found, Found];

    [Fact]
    public void Every_bug_has_its_answers()
    {
        var bugs = new Catalogue().All.Where(s => s.Module == "rand" && !s.Corrected && s.Bug != "control").Select(s => s.Bug).ToHashSet();
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), bugs);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_catalogues_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe($"rand/{bug}", environment, expected);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68p")]
    public void The_twins_and_the_control_are_proved(string environment)
    {
        foreach (var scenario in new Catalogue().All.Where(s => s.Module == "rand" && (s.Corrected || s.Bug == "control")))
        {
            var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, Time = TimeSpan.FromMinutes(5) };
            var result = new Hunt(new ScenarioSubject(scenario, Smp.Kernel.Environments.Find(environment)!), options).Run(null, CancellationToken.None);
            Assert.True(result.Verdict == Verdict.NoneExhaustive, $"{scenario.Name}: {result.Verdict} {result.ErrorMessage}");
        }
    }
}
