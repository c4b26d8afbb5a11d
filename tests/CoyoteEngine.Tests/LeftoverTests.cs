using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

namespace Smp.CoyoteEngine.Tests;

/// <summary>Iterations leave nothing behind.</summary>
[Collection(Alone.Name)]
public sealed class LeftoverTests
{
    [Fact]
    public void A_thousand_iterations_leave_no_thread_behind()
    {
        Subjects.Hunt(Subjects.Of("sleep/SLP-4"), "random", 50, keepGoing: true);
        int before = Threads();

        var result = Subjects.Hunt(Subjects.Of("sleep/SLP-4"), "random", 1000, keepGoing: true);

        Assert.Equal(1000, result.Schedules);
        Assert.True(SpinWait.SpinUntil(() => Threads() <= before + 8, TimeSpan.FromSeconds(40)), $"{before} threads before, {Threads()} after");
    }

    [Fact]
    public void Iterations_that_Coyote_gives_up_leave_no_thread_behind()
    {
        var subject = Subjects.Of("sleep/SLP-1.fixed");
        int before = Threads();
        int begun = 0;
        int ended = 0;
        var configuration = Configuration.Create().WithTelemetryEnabled(false).WithRandomStrategy().WithRandomGeneratorSeed(1)
            .WithTestingIterations(100).WithMaxSchedulingSteps(20, 20);
        using var engine = TestingEngine.Create(configuration, () =>
        {
            begun++;
            CoyoteTest.Run(subject);
            ended++;
        });
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));

        engine.Run();

        Assert.Equal((100, 0), (begun, ended));
        Assert.True(SpinWait.SpinUntil(() => Threads() <= before + 8, TimeSpan.FromSeconds(40)), $"{before} threads before, {Threads()} after");
    }

    private static int Threads()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
