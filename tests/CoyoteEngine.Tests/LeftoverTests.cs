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

    private static int Threads()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
