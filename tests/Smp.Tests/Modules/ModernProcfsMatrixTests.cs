using Smp.Exploration;
using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// The bugs of the modern procfs1.c, procfs2.c and procfs3.c in the seven environments, one CPU of which runs 6.8 too: each
/// answer is that of the catalogue, each token shows what it says.
/// </summary>
/// <remarks>
/// Where the kernel's rules give another answer than the rule of thumb of the bug's family:
/// <list type="bullet">
/// <item>MP2-4 on U0: between the store of the NUL and the printing of the array nothing sleeps, and a CPU that is not
/// preempted does not get there; a copy that sleeps comes before both.</item>
/// <item>MP3-8 on U0: rmmod of 6.8 does not sleep between GOING and the removal of the entry (there is no stop_machine,
/// and no kthread_stop), so that an open can only come between by sleeping itself, after use_pde: where proc_reg_open
/// (fs/proc/inode.c) allocates what remembers the release.</item>
/// <item>MP3-9 anywhere: proc_entry_rundown waits in close_pdeo for a -&gt;proc_release in progress before the module is freed.</item>
/// </list>
/// </remarks>
public sealed class ModernProcfsMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_procfs1 =
    [
        ("MP1-1", Everywhere),
        ("MP1-2", Everywhere),
        ("MP1-3", Everywhere),
    ];

    private static readonly (string Bug, string[] Answers)[] s_procfs2 =
    [
        .. s_procfs1,
        ("MP2-1", On68(Absent, Found)),
        ("MP2-2", On68(Asleep, Found)),
        ("MP2-3", Everywhere),
        ("MP2-4", On68(Absent, Found)),
        ("MP2-5", On68(Asleep, Found)),
        ("MP2-6", Everywhere),
        ("MP2-7", On68(Asleep, Found)),
        ("MP2-8", On68(Absent, Found)),
        ("MP2-9", Everywhere),
        ("MP2-10", Everywhere),
    ];

    private static readonly (string Bug, string[] Answers)[] s_procfs3 =
    [
        ("MP3-1", Everywhere),
        ("MP3-2", On68(Absent, Found)),
        ("MP3-3", On68(Asleep, Found)),
        ("MP3-4", On68(Asleep, Found)),
        ("MP3-5", On68(Asleep, Found)),
        ("MP3-6", On68(Asleep, Found)),
        ("MP3-7", Everywhere),
        ("MP3-8", On68(Asleep, Found)),
        ("MP3-9", On68(Absent, Absent)),
        ("MP3-10", Everywhere),
    ];

    public static TheoryData<string, string, string> Procfs1 => Of(s_procfs1);

    public static TheoryData<string, string, string> Procfs2 => Of(s_procfs2);

    public static TheoryData<string, string, string> Procfs3 => Of(s_procfs3);

    public static TheoryData<string> Twins
        => [.. new Catalogue().All.Where(s => s.Corrected && s.Module is "modern-procfs1" or "modern-procfs2" or "modern-procfs3").Select(s => s.Name)];

    private static string[] Everywhere => On68(Found, Found);

    [Theory]
    [InlineData("modern-procfs1")]
    [InlineData("modern-procfs2")]
    [InlineData("modern-procfs3")]
    public void Every_bug_of_the_module_has_its_answer(string module)
    {
        var table = module[^1] switch { '1' => s_procfs1, '2' => s_procfs2, _ => s_procfs3 };
        var bugs = new Catalogue().All.Where(s => s.Module == module && !s.Corrected).Select(s => s.Bug).ToHashSet();
        Assert.Equal(table.Select(e => e.Bug).ToHashSet(), bugs);
    }

    [Theory]
    [MemberData(nameof(Procfs1))]
    public void Procfs1_answers_as_the_catalogue(string bug, string environment, string expected)
        => MustBe($"modern-procfs1/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Procfs2))]
    public void Procfs2_answers_as_the_catalogue(string bug, string environment, string expected)
        => MustBe($"modern-procfs2/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Procfs3))]
    public void Procfs3_answers_as_the_catalogue(string bug, string environment, string expected)
        => MustBe($"modern-procfs3/{bug}", environment, expected);

    [Theory]
    [MemberData(nameof(Twins))]
    public void A_twin_is_proved(string name)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(name)!, Smp.Kernel.Environments.Find("S68")!);
        var result = new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false }).Run(null, CancellationToken.None);
        Assert.True(
            result.Verdict == Verdict.NoneExhaustive,
            $"{result.Verdict} {result.ErrorMessage} {string.Join("; ", result.Findings.Select(f => f.Title))}");
    }

    [Theory]
    [InlineData("modern-procfs2/MP2-1", false)]
    [InlineData("modern-procfs2/MP2-2", true)]
    [InlineData("modern-procfs2/MP2-5", true)]
    [InlineData("modern-procfs3/MP3-2", false)]
    [InlineData("modern-procfs3/MP3-3", true)]
    [InlineData("modern-procfs3/MP3-4", true)]
    public void As_compiled_the_size_is_stored_clamped_and_read_again_after_the_copy(string name, bool survives)
    {
        var scenario = new Catalogue().Find(name)!;
        var subject = new ScenarioSubject(scenario, Smp.Kernel.Environments.Find("S68")!, granularity: ScenarioSubject.Compiled);
        Assert.True(subject.IsChangedByCompiler);
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, Until = scenario.Bug };
        var result = new Hunt(subject, options).Run(null, CancellationToken.None);
        Assert.True(
            survives ? result.Findings.Any(f => f.Bug == scenario.Bug) : result.Verdict == Verdict.NoneExhaustive,
            $"{result.Verdict} {result.ErrorMessage} {string.Join("; ", result.Findings.Select(f => f.Title))}");
    }

    /// <summary>The answers where 6.8 runs: on the CPU that is not preempted, and on the others.</summary>
    private static string[] On68(string onU0, string elsewhere) => [onU0, elsewhere, Nothing, Nothing, Nothing, elsewhere, elsewhere];
}
