using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;
using Smp.Tests.Kernel;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The bugs of procfs1.c and procfs2.c of 2.6 in the seven environments: each answer is that of the catalogue, each token
/// shows what it says; and the twins are proved.
/// </summary>
public sealed class ProcfsMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("PF1-1", [Absent, Found, Absent, Found, Found, MatrixAnswers.Nothing, MatrixAnswers.Nothing]),
        ("PF1-2", [Absent, Found, Absent, Found, Found, Absent, Absent]),
        ("PF1-3", [Found, Found, Absent, Found, Found, Absent, Absent]),
        ("PF1-4", [Found, Found, Found, Found, Found, Found, Found]),
        ("PF1-5", [Found, Found, Absent, Found, Found, Found, Found]),
        ("PF2-1", OnSmpOrPreempted),
        ("PF2-2", OnSmpOrPreempted),
        ("PF2-3", AlsoAsleep),
        ("PF2-4", AlsoAsleep),
        ("PF2-5", AlsoAsleep),
        ("PF2-6", AlsoAsleep),
        ("PF2-7", OnSmpOrPreempted),
        ("PF2-8", [Found, Found, Found, Found, Found, Found, Found]),
        ("PF2-9", [Absent, Found, Absent, Found, Found, MatrixAnswers.Nothing, MatrixAnswers.Nothing]),
        ("PF2-10", [Absent, Found, Absent, Found, Found, Absent, Absent]),
        ("PF2-11", [Found, Found, Absent, Found, Found, Absent, Absent]),
    ];

    public static TheoryData<string, string, string> Cells => MatrixAnswers.Of(s_expected);

    public static TheoryData<string> Twins => [.. s_expected.Select(e => e.Bug)];

    private static string[] OnSmpOrPreempted => [Absent, Found, Absent, Found, Found, Found, Found];

    private static string[] AlsoAsleep => [Asleep, Found, Asleep, Found, Found, Found, Found];

    [Fact]
    public void Every_bug_of_the_modules_has_its_answers()
    {
        var bugs = new Catalogue().All.Where(s => s.Module is "procfs1" or "procfs2" && !s.Corrected).Select(s => s.Bug).ToHashSet();
        Assert.Equal(s_expected.Select(e => e.Bug).ToHashSet(), bugs);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_the_catalogues_and_the_token_shows_it(string bug, string environment, string expected)
        => MatrixAnswers.MustBe(NameOf(bug), environment, expected);

    [Theory]
    [MemberData(nameof(Twins))]
    public void The_twin_is_proved(string bug) => Assert.Equal(Verdict.NoneExhaustive, Search(NameOf(bug) + ".fixed", "S26").Verdict);

    [Theory]
    [InlineData("PF2-1")]
    [InlineData("PF2-2")]
    [InlineData("PF2-7")]
    public void What_only_the_source_says_is_absent_as_compiled(string bug)
    {
        var result = Search(NameOf(bug), "S26", ScenarioSubject.Compiled, bug);
        Assert.True(result.Verdict == Verdict.NoneExhaustive, $"{result.Verdict} {string.Join(" ", result.Findings.Select(f => f.Bug ?? f.Id))}");
    }

    [Theory]
    [InlineData("PF2-3")]
    [InlineData("PF2-4")]
    [InlineData("PF2-5")]
    [InlineData("PF2-6")]
    public void What_the_binary_does_is_found_as_compiled(string bug)
        => Assert.Equal(bug, Search(NameOf(bug), "S26", ScenarioSubject.Compiled, bug).Findings[^1].Bug);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68")]
    public void A_write_that_fails_leaves_another_size_all_the_same(string environment)
    {
        // The other half of PF2-4: it takes one process, and is there wherever nothing can come between.
        Explored.MustFind(environment, "foreign-text", stage => FailedWriteAndRead(stage, stage.Load(k => new Procfs2(k))));
        Explored.MustProve(environment, stage => FailedWriteAndRead(stage, stage.Load(k => new Procfs2Fixed(k))));
    }

    private static void FailedWriteAndRead(Stage stage, Procfs2Module module)
    {
        var history = new TextHistory(stage, "", text => text);
        var buffer = stage.UserBuffer("buffer", 8);
        var result = stage.Ghost("result");
        stage.Process("sh", async p =>
        {
            long fd = await p.Open($"/proc/{Procfs2Module.ProcfsName}", OpenFlags.ReadWrite);
            result.Value = await p.Write(fd, Address.Null, 2);
            long began = history.BeginRead();
            history.EndRead(began, buffer, await p.Read(fd, buffer, 8));
        });
        stage.Reach("the write failed", () => result.Value == -Errno.EFAULT && module.State == ModuleState.Live);
    }

    private static string NameOf(string bug) => $"procfs{bug[2]}/{bug}";

    private static HuntResult Search(string name, string environment, string granularity = ScenarioSubject.Source, string? until = null)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(name)!, Smp.Kernel.Environments.Find(environment)!, granularity: granularity);
        return new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, Until = until }).Run(null, CancellationToken.None);
    }
}
