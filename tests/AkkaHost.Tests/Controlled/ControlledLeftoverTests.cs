using Smp.CoyoteEngine;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.AkkaHost.Tests.Controlled;

/// <summary>A thousand iterations of Coyote's leave nothing behind on Akka.NET.</summary>
[Collection("alone")]
public sealed class ControlledLeftoverTests
{
    [Fact]
    public void A_thousand_iterations_leave_no_thread_and_no_actor_behind()
    {
        // Failing iterations among them: about one in six.
        var hosting = new SteppedHosting();
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-4")!, Environments.Find("S26")!, hosting: hosting);
        Hunt(subject, 50);
        int before = Threads();

        var result = Hunt(subject, 1000);

        Assert.Null(result.ErrorMessage);
        Assert.Equal(1000, result.Schedules);
        Assert.True(result.Findings.Sum(f => f.Hits) > 50);
        Assert.True(SpinWait.SpinUntil(() => Threads() <= before + 8, TimeSpan.FromSeconds(40)), $"{before} threads before, {Threads()} after");
    }

    private static HuntResult Hunt(ScenarioSubject subject, long iterations)
        => new Hunt(subject, new HuntOptions
        {
            Engine = Coyote.Engine("random"),
            Schedules = iterations,
            Time = TimeSpan.FromMinutes(5),
            KeepGoing = true,
            Notes = false,
        }).Run();

    private static int Threads()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
