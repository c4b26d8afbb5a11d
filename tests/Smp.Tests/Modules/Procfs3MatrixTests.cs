using Smp.Exploration;
using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The 13 bugs of the 2.6 guide's procfs3.c in the seven environments: each answer is that of the catalogue, each token
/// shows what it says.
/// </summary>
/// <remarks>
/// PF3-1 takes two switches and no preemption: a reader reads, the other one reads, the first one reads again. That of PF3-9
/// on S68: rmmod removes the entry, which calls -&gt;release of what is open, and that drops what -&gt;open did not get.
/// </remarks>
public sealed class Procfs3MatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("PF3-1", Everywhere),
        ("PF3-2", Everywhere),
        ("PF3-3", Everywhere),
        ("PF3-4", Everywhere),
        ("PF3-5", OrAsleep),
        ("PF3-6", OrAsleep),
        ("PF3-7", OrAsleep),
        ("PF3-8", OrAsleep),
        ("PF3-9", [Found, Found, Absent, Found, Found, Found, Found]),
        ("PF3-10", [Found, Found, Found, Found, Found, Nothing, Nothing]),
        ("PF3-11", [Absent, Found, Absent, Found, Found, Nothing, Nothing]),
        ("PF3-12", [Absent, Found, Absent, Found, Found, Absent, Absent]),
        ("PF3-13", [Found, Found, Absent, Found, Found, Absent, Absent]),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string> Bugs => [.. s_expected.Select(e => e.Bug)];

    private static string[] Everywhere => [Found, Found, Found, Found, Found, Found, Found];

    private static string[] OrAsleep => [Asleep, Found, Asleep, Found, Found, Found, Found];

    [Fact]
    public void Every_bug_of_the_module_has_its_answers()
    {
        var bugs = new Catalogue().All.Where(s => s.Module == "procfs3" && !s.Corrected).Select(s => s.Bug).ToHashSet();
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), bugs);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_catalogues_and_the_token_shows_it(string bug, string environment, string expected)
        => MustBe($"procfs3/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_twin_is_proved(string bug) => Twins.MustBeProved($"procfs3/{bug}.fixed", "S26");

    [Theory]
    [InlineData("PF3-5")]
    [InlineData("PF3-6")]
    [InlineData("PF3-7")]
    [InlineData("PF3-8")]
    public void What_the_compiler_made_of_it_does_not_mend_it(string bug)
    {
        var subject = new ScenarioSubject(new Catalogue().Find($"procfs3/{bug}")!, Smp.Kernel.Environments.Find("S26")!, granularity: ScenarioSubject.Compiled);
        Assert.True(subject.IsChangedByCompiler);
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Until = bug, Notes = false };
        Assert.Contains(new Hunt(subject, options).Run(null, CancellationToken.None).Findings, f => f.Bug == bug);
    }
}
