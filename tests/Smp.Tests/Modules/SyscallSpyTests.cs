using Smp.Exploration;
using Smp.Kernel;
using Smp.Modules;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Modules;

/// <summary>
/// syscall.c: each bug where the catalogue says it is and nowhere else, recognised as what it is; the twin clean
/// everywhere; all orders of loading and unloading under both strategies.
/// </summary>
public sealed class SyscallSpyTests
{
    private const string A = "syscall_a";
    private const string B = "syscall_b";

    public static TheoryData<string> Bugs => [.. Enumerable.Range(1, 12).Select(i => $"SYS-{i}")];

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [InlineData("SYS-2", "UP S26 S26p S68 S68p", "U0 B20")]
    [InlineData("SYS-3", "U0 UP B20 S26 S26p S68 S68p", "")]
    [InlineData("SYS-4", "U0 UP B20 S26 S26p S68 S68p", "")]
    [InlineData("SYS-5", "U0 UP B20 S26 S26p S68 S68p", "")]
    [InlineData("SYS-6", "U0 UP B20 S26 S26p S68 S68p", "")]
    [InlineData("SYS-7", "UP S26 S26p S68p", "U0 B20")]
    [InlineData("SYS-8", "UP S26 S26p S68 S68p", "U0 B20")]
    [InlineData("SYS-9", "UP B20 S26 S26p S68 S68p", "U0")]
    [InlineData("SYS-10", "U0 S26", "")]
    [InlineData("SYS-11", "UP S26 S26p S68 S68p", "U0")]
    [InlineData("SYS-12", "UP S26 S26p S68 S68p", "U0 B20")]
    public void Each_bug_is_found_where_it_is_and_proved_absent_where_it_is_not(string bug, string found, string absent)
        => MustBe(bug, found, absent, faults: false, ScenarioSubject.Source);

    [Theory]
    [InlineData("SYS-2", "", "U0 B20")]
    [InlineData("SYS-8", "U0 B20", "")]
    [InlineData("SYS-9", "U0", "")]

    // Between the two loads of uid nothing can sleep: faults do not bring it to a kernel that does not preempt.
    [InlineData("SYS-11", "", "U0")]
    public void Where_user_memory_may_have_to_be_waited_for_more_are_found(string bug, string found, string absent)
        => MustBe(bug, found, absent, faults: true, ScenarioSubject.Source);

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void Who_sleeps_for_a_page_inside_the_hook_is_a_sleeper_inside(string environment)
        => Assert.Equal("SYS-6", Hunt("syscall/SYS-7", environment, faults: true).Findings[0].Bug);

    [Fact]
    public void The_table_entry_is_stored_too_early_only_by_the_compiler()
    {
        MustBe("SYS-1", "", "U0 UP B20 S26 S26p S68 S68p", faults: false, ScenarioSubject.Source);
        MustBe("SYS-1", "UP S26 S26p S68 S68p", "U0 B20", faults: false, ScenarioSubject.Compiled);
    }

    [Fact]
    public void The_second_load_of_uid_is_in_the_source_and_not_in_the_binary()
        => MustBe("SYS-11", "", "U0 UP S26 S26p S68 S68p", faults: false, ScenarioSubject.Compiled);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void The_twin_is_clean_everywhere(string bug)
    {
        foreach (bool faults in new[] { false, true })
        {
            foreach (string granularity in new[] { ScenarioSubject.Source, ScenarioSubject.Compiled })
            {
                // Thousands of steps a schedule: the matrix has the other environments.
                string environments = bug == "SYS-10" ? "U0 S26" : string.Join(' ', new Catalogue().Find($"syscall/{bug}")!.Environments.Select(e => e.Name));
                MustBe(bug + ".fixed", "", environments, faults, granularity);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_bug_and_its_twin_share_one_stage(string bug)
    {
        var catalogue = new Catalogue();
        var profile = Environments.Find("S26")!;
        ulong Fingerprint(string name) => new ScenarioSubject(catalogue.Find(name)!, profile).Build().StageFingerprint;
        Assert.Equal(Fingerprint($"syscall/{bug}"), Fingerprint($"syscall/{bug}.fixed"));
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_last_in_may_go_first_under_both_strategies(string environment)
    {
        foreach (var strategy in new[] { CleanupStrategy.RestoreAnyway, CleanupStrategy.RestoreIfOurs })
        {
            Explored.MustProve(environment, stage => LoadUnloadOpen(stage, strategy, [A, B], [B, A]));
            Explored.MustProve(environment, stage => LoadUnloadOpen(stage, strategy, [B, A], [A, B]));
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_first_in_may_not_go_first_under_either(string environment)
    {
        foreach (var strategy in new[] { CleanupStrategy.RestoreAnyway, CleanupStrategy.RestoreIfOurs })
        {
            Assert.Equal("SYS-3", Explored.MustFind(environment, "freed-text", stage => LoadUnloadOpen(stage, strategy, [A, B], [A, B])).Bug);
            Assert.Equal("SYS-3", Explored.MustFind(environment, "freed-text", stage => LoadUnloadOpen(stage, strategy, [B, A], [B, A])).Bug);
        }

        // With the lower one gone, the upper one still works if the table was put back over it, and crashes if not.
        Explored.MustProve(environment, stage => LoadUnloadOpen(stage, CleanupStrategy.RestoreAnyway, [A, B], [A]));
        Assert.Equal("SYS-5", Explored.MustFind(environment, "freed-text", stage => LoadUnloadOpen(stage, CleanupStrategy.RestoreIfOurs, [A, B], [A])).Bug);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_spy_that_stays_logs_every_open_of_its_user_and_of_nobody_else(string environment)
    {
        foreach (bool corrected in new[] { false, true })
        {
            Explored.MustProve(environment, stage =>
            {
                var log = stage.ReadsLog();
                stage.Load<OpenSpy>(k => corrected ? new SyscallSpyFixed(k, A) : new SyscallSpy(k, A), "uid=500");
                stage.PlainFile("/a");
                var path = stage.UserString("path", "/a");
                var missing = stage.UserString("missing", "/b");
                var opened = stage.Ghost("opened");
                stage.Process("root", async p => opened.Value += await p.OpenPath(path) > 0 ? 1 : 100);
                stage.Process(
                    "cat",
                    async p =>
                    {
                        long first = await p.OpenPath(path);
                        long second = await p.OpenPath(missing);
                        opened.Value += first == 3 && second == -Errno.ENOENT ? 1 : 100;
                        await p.Compute();
                    },
                    euid: 500);
                stage.Never("root was logged, or something failed", () => log.Contains("by 0:") || opened.Value >= 100);
                stage.Reach(
                    "both opens of the user were logged, the one that failed as well",
                    () => log.IndexOf("Opened file by 500: ", log.IndexOf("Opened file by 500: ") + 1) > 0);
            });
        }
    }

    /// <summary>One process loads spies, unloads some, and opens a file.</summary>
    private static void LoadUnloadOpen(Stage stage, CleanupStrategy strategy, string[] load, string[] unload)
    {
        stage.Make(k => new SyscallSpy(k, A, strategy));
        stage.Make(k => new SyscallSpy(k, B, strategy));
        stage.PlainFile("/a");
        var path = stage.UserString("path", "/a");
        var opened = stage.Ghost("opened");
        stage.Process("root", async p =>
        {
            foreach (string name in load)
            {
                await p.Insmod(name);
            }

            foreach (string name in unload)
            {
                await p.Rmmod(name);
            }

            opened.Value = await p.OpenPath(path);
            await p.Compute();
        });
        stage.Reach("a file was opened", () => opened.Value == 3);
    }

    private static void MustBe(string bug, string found, string absent, bool faults, string granularity)
    {
        foreach (string environment in found.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var result = Hunt($"syscall/{bug}", environment, faults, granularity);
            Assert.True(result.Verdict == Verdict.Found, $"{bug} {environment}: {result.Verdict} {result.ErrorMessage}");
            Assert.Equal((environment, bug), (environment, result.Findings[0].Bug));
        }

        foreach (string environment in absent.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var result = Hunt($"syscall/{bug}", environment, faults, granularity);
            Assert.True(
                result.Verdict == Verdict.NoneExhaustive,
                $"{bug} {environment}: {result.Verdict} {result.ErrorMessage} {(result.Findings.Count > 0 ? result.Findings[0].Report.Explanation : "")}");
        }
    }

    private static HuntResult Hunt(string scenario, string environment, bool faults, string granularity = ScenarioSubject.Source)
    {
        var subject = new ScenarioSubject(new Catalogue().Find(scenario)!, Environments.Find(environment)!, faults, granularity);
        return new Hunt(subject, new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Shrink = false }).Run(null, CancellationToken.None);
    }
}
