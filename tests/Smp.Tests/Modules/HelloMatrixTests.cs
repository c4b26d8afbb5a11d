using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;
using static Smp.Tests.Modules.MatrixAnswers;

namespace Smp.Tests.Modules;

/// <summary>
/// hello-1 to hello-5, start and stop, and the life of a module: the bugs in the seven environments, the proofs of the twins,
/// and those of the stages on which nothing is wrong.
/// </summary>
/// <remarks>
/// Where the kernel's rules give another answer than the catalogue:
/// <list type="bullet">
/// <item>H5-1 on U0: mod_sysfs_setup (kernel/module.c of 2.6.11) asks for memory after the files of the parameters are there, and
/// may sleep for it; nothing makes it sleep. So it is found where an allocation may sleep, not everywhere.</item>
/// <item>L-6 on B20: 2.0 does not free a module that is in use; it goes with its last user.</item>
/// </list>
/// </remarks>
public sealed class HelloMatrixTests
{
    private static readonly (string Bug, string[] Answers)[] s_expected =
    [
        ("hello5/H5-1", [Asleep, Found, MatrixAnswers.Nothing, Found, Found, Found, Found]),
        ("lifecycle/L-6", [Asleep, Found, Absent, Found, Found, Found, Found]),
        ("lifecycle/L-9", [Absent, Found, Absent, Found, Found, Absent, Absent]),
    ];

    public static TheoryData<string, string, string> Cells => Of(s_expected);

    public static TheoryData<string> Controls => [.. new Catalogue().All.Where(s => s.IsControl).Select(s => s.Name)];

    [Fact]
    public void Every_scenario_has_its_answer()
        => Assert.Equal(
            s_expected.Select(e => e.Bug),
            new Catalogue().All.Where(s => s.Module is "hello5" or "lifecycle" && !s.Corrected && !s.IsControl).Select(s => s.Name));

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_answer_is_that_of_the_kernels_rules_and_the_token_shows_it(string scenario, string environment, string expected)
        => MatrixAnswers.MustBe(scenario, environment, expected);

    [Theory]
    [MemberData(nameof(Controls))]
    public void Where_nothing_is_wrong_that_is_proved_everywhere(string scenario)
    {
        foreach (var environment in new Catalogue().Find(scenario)!.Environments)
        {
            MustBeClean(scenario, environment.Name, faults: false);
            MustBeClean(scenario, environment.Name, faults: true);
        }
    }

    [Theory]
    [InlineData("hello5/H5-1.fixed", "UP")]
    [InlineData("hello5/H5-1.fixed", "S26")]
    [InlineData("hello5/H5-1.fixed", "S68p")]
    [InlineData("lifecycle/L-6.fixed", "UP")]
    [InlineData("lifecycle/L-6.fixed", "S26")]
    [InlineData("lifecycle/L-6.fixed", "S68")]
    [InlineData("lifecycle/L-9.fixed", "UP")]
    [InlineData("lifecycle/L-9.fixed", "S26")]
    [InlineData("lifecycle/L-9.fixed", "S68p")]
    public void The_corrected_modules_are_clean(string scenario, string environment) => MustBeClean(scenario, environment, faults: false);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void H5_1_a_file_that_root_may_write_to(string environment)
        => MustComeBack(environment, "H5-1", k => new Hello5Writable(k), HelloScenarios.WriteDuringInit);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void L_6_a_device_that_is_there_before_the_memory_is(string environment)
        => MustComeBack<KernelModule>(environment, "L-6", k => new RegistersFirst(k), LifeCycleInsertion.InitFailsWithUser);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void L_9_a_line_in_pieces(string environment)
        => MustComeBack(
            environment,
            "L-9",
            k => new SaysInPieces(k, "hello_a", 1),
            (stage, first) => LifeCycleInsertion.TwoLinesInPieces(stage, (first, stage.Make(k => new SaysInPieces(k, "hello_b", 2)))));

    private static void MustBeClean(string scenario, string environment, bool faults)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(scenario)!, Smp.Kernel.Environments.Find(environment)!, faults);
        var result = new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, Time = TimeSpan.FromMinutes(10) }).Run();
        Assert.True(
            result.Verdict == Verdict.NoneExhaustive,
            $"{scenario} in {environment}: {result.Verdict} {result.ErrorMessage} {(result.Findings.Count > 0 ? result.Findings[0].Title : "")}");
    }

    private static void MustComeBack<TModule>(
        string environment, string bug, Func<LinuxKernel, TModule> mutant, Action<Stage, TModule> build)
        where TModule : KernelModule
    {
        var scenario = new Scenario("test/mutant", "a fix taken out", stage =>
        {
            build(stage, stage.Make(mutant));
        });
        var subject = new ScenarioSubject(scenario, Smp.Kernel.Environments.Find(environment)!);
        var result = new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Notes = false, Time = TimeSpan.FromMinutes(10) }).Run();
        Assert.True(result.Verdict == Verdict.Found, $"{environment}: {result.Verdict} {result.ErrorMessage}");
        Assert.Equal(bug, result.Findings[0].Report.Bug);
    }

    /// <summary>hello-5 with the file of myint as the guide has it.</summary>
    private sealed class Hello5Writable(LinuxKernel kernel) : Hello5Fixed(kernel, 0x1a4);

    /// <summary>Registers before it has its memory.</summary>
    private sealed class RegistersFirst(LinuxKernel kernel) : ReadyTooSoonFixed(kernel)
    {
        protected override bool RegistersLast => false;
    }

    /// <summary>Two calls of printk for one line.</summary>
    private sealed class SaysInPieces(LinuxKernel kernel, string name, int number) : HelloInPiecesFixed(kernel, name, number)
    {
        protected override async KTask Say(int number)
        {
            Printk(KernLevel.Info, "Hello, ");
            Printk($"world {await Number.Load()}\n");
        }
    }
}
