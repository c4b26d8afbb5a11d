using System.Text.RegularExpressions;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.CoyoteEngine.Tests;

/// <summary>What the <c>coyote</c> command runs, run by an engine that knows nothing of Smp's.</summary>
public sealed partial class HeadlineTests
{
    [Theory]
    [InlineData(nameof(Headlines.SLP_1), "sleep/SLP-1", "SLP-1")]
    [InlineData(nameof(Headlines.SLP_2), "sleep/SLP-2", "SLP-2")]
    [InlineData(nameof(Headlines.SCH_1), "sched/SCH-1", "SCH-1")]
    [InlineData(nameof(Headlines.SYS_2), "syscall/SYS-2", "SYS-2")]
    [InlineData(nameof(Headlines.SYS_3), "syscall/SYS-3", "SYS-3")]
    [InlineData(nameof(Headlines.SYS_7), "syscall/SYS-7", "SYS-7")]
    public void A_test_of_Coyotes_finds_the_bug_and_names_a_token_that_replays(string method, string scenario, string bug)
    {
        var report = Run(method, iterations: 1000);

        Assert.Equal(1, report.NumOfFoundBugs);
        string text = Assert.Single(report.BugReports);
        Assert.Contains($"{bug}: ", text, StringComparison.Ordinal);
        Assert.True(Token.TryParse(TokenPattern().Match(text).Value, out var token, out string? error), error);
        var replay = Replay.Run(Subjects.Of(scenario), token);
        Assert.Equal(ReplayOutcome.Reproduced, replay.Outcome);
        Assert.True(replay.EventHashMatches);
        Assert.Equal(bug, replay.Report!.Bug);
    }

    [Fact]
    public void A_test_of_Coyotes_finds_nothing_in_the_corrected_twin()
        => Assert.Equal(0, Run(nameof(Headlines.SLP_1_fixed), iterations: 300).NumOfFoundBugs);

    [Fact]
    public void Outside_a_test_of_Coyotes_it_says_so()
        => Assert.Contains("outside a test of Coyote's", Assert.Throws<MachineException>(Headlines.SLP_1).Message, StringComparison.Ordinal);

    [GeneratedRegex("smp1-[A-Za-z0-9_-]+")]
    private static partial Regex TokenPattern();

    private static TestReport Run(string method, uint iterations)
    {
        var configuration = Configuration.Create().WithTelemetryEnabled(false).WithTestingIterations(iterations).WithRandomGeneratorSeed(1)
            .WithDeadlockTimeout(60_000);
        var body = (Action)Delegate.CreateDelegate(typeof(Action), typeof(Headlines).GetMethod(method)!);
        using var engine = TestingEngine.Create(configuration, body);
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        return engine.TestReport;
    }
}
