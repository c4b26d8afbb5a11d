using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>Corrected modules, proved, and with one fix taken out, found.</summary>
internal static class Twins
{
    /// <summary>Every interleaving of the scenario is covered, and nothing is found.</summary>
    internal static void MustBeProved(string scenario, string environment) => MustBeProved(new Catalogue().Find(scenario)!, environment);

    /// <summary>Every interleaving of the scenario is covered, and nothing is found.</summary>
    internal static void MustBeProved(Scenario scenario, string environment)
    {
        var result = Hunt(scenario, environment, bug: null);
        Assert.True(result.Verdict == Verdict.NoneExhaustive, $"{scenario} in {environment}: {Words(result)}");
    }

    /// <summary>The twin of a scenario with another module in its place must be found as the bug.</summary>
    /// <param name="name">The scenario: <c>module/BUG</c>.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="build">Puts the mutant and the rest on the stage.</param>
    internal static void MustComeBack(string name, string environment, Action<Stage> build)
    {
        var twin = new Catalogue().Find(name + ".fixed")!;
        MustBeFound(new Scenario("test/mutant", "a corrected module with one fix taken out", build) { KernelFix = twin.KernelFix, WrittenFor = twin.WrittenFor }, environment, twin.Bug);
    }

    /// <summary>The twin of a scenario on the kernel without the fix must be found as the bug.</summary>
    internal static void KernelMustComeBack(string name, string environment)
    {
        var twin = new Catalogue().Find(name + ".fixed")!;
        Assert.NotNull(twin.KernelFix);
        MustBeFound(new Scenario("test/mutant", "a corrected module on the kernel without its fix", twin.Build) { WrittenFor = twin.WrittenFor }, environment, twin.Bug);
    }

    private static void MustBeFound(Scenario scenario, string environment, string bug)
    {
        var result = Hunt(scenario, environment, bug);
        Assert.True(result.Verdict == Verdict.Found && result.Findings.Any(f => f.Bug == bug), $"{bug} in {environment}: {Words(result)}");
    }

    private static HuntResult Hunt(Scenario scenario, string environment, string? bug)
    {
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Until = bug, Notes = false };
        return new Hunt(new ScenarioSubject(scenario, Environments.Find(environment)!), options).Run(null, CancellationToken.None);
    }

    private static string Words(HuntResult result)
        => $"{result.Verdict} {result.ErrorMessage} {string.Join("; ", result.Findings.Select(f => $"{f.Bug ?? f.Id}: {f.Title} {string.Join(",", f.Report.Involved)}"))}";
}
