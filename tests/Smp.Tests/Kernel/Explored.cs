using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Explores a stage completely and says what came of it.</summary>
internal static class Explored
{
    /// <summary>The first finding of a complete search in an environment, or the proof that there is none.</summary>
    internal static HuntResult In(string environment, Action<Stage> build, bool faults = false, string? kernelFix = null)
        => Hunt(environment, build, faults, keepGoing: false, kernelFix);

    /// <summary>All findings of a complete search.</summary>
    internal static HuntResult AllIn(string environment, Action<Stage> build) => Hunt(environment, build, faults: false, keepGoing: true);

    private static HuntResult Hunt(string environment, Action<Stage> build, bool faults, bool keepGoing, string? kernelFix = null, bool shrink = false)
    {
        var scenario = new Scenario("test/stage", "a stage of a test", build) { KernelFix = kernelFix };
        var subject = new ScenarioSubject(scenario, Environments.Find(environment)!, faults);
        // A complete search ends by itself; how long it may take must not depend on what else the machine does.
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, KeepGoing = keepGoing, Shrink = shrink, Time = TimeSpan.FromMinutes(10) };
        return new Hunt(subject, options).Run(null, CancellationToken.None);
    }

    /// <summary>Requires a finding of a kind.</summary>
    internal static FoundFinding MustFind(
        string environment, string kind, Action<Stage> build, bool faults = false, string? kernelFix = null, bool shrink = false)
    {
        var result = Hunt(environment, build, faults, keepGoing: false, kernelFix, shrink);
        Assert.True(result.Verdict == Verdict.Found, $"{environment}: {result.Verdict} {result.ErrorMessage}");
        Assert.Equal(kind, result.Findings[0].Kind);
        return result.Findings[0];
    }

    /// <summary>Requires a complete search without a finding that reached all it had to.</summary>
    internal static HuntResult MustProve(string environment, Action<Stage> build, bool faults = false, string? kernelFix = null)
    {
        var result = In(environment, build, faults, kernelFix);
        Assert.True(
            result.Verdict == Verdict.NoneExhaustive,
            $"{environment}: {result.Verdict} {result.ErrorMessage} {(result.Findings.Count > 0 ? result.Findings[0].Title + "\n" + result.Findings[0].Report.Explanation : "")}");
        return result;
    }

    /// <summary>Two kernel threads that run <paramref name="body"/> with a counter, and the clause that no addition is lost.</summary>
    internal static void TwoAdders(Stage stage, Func<Shared<int>, Func<KTask>> body)
    {
        var counter = stage.KernelInt("counter");
        var done = stage.Ghost("done");
        for (int i = 0; i < 2; i++)
        {
            var add = body(counter);
            stage.KernelThread($"adder{i}", async () =>
            {
                await add();
                done.Value++;
            });
        }

        stage.Never("an addition was lost", () => done.Value == 2 && counter.Inspect() != 2);
        stage.Reach("both were done", () => done.Value == 2);
    }
}
