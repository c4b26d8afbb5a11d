using Smp.Exploration;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>
/// A corrected module with one fix taken out, on the stage that was made for the bug: it must come back, and under its own
/// name. Where the fix is the kernel's, it is the kernel that loses it.
/// </summary>
internal static class MutantHunt
{
    /// <summary>The module must be found, as the bug and of the kind.</summary>
    internal static void MustFind(
        string environment,
        string bug,
        string? kind,
        Func<LinuxKernel, KernelModule> module,
        Action<Stage> build,
        string? kernelFix = null,
        bool isInserted = true,
        int longSize = sizeof(long),
        ModuleKernel writtenFor = ModuleKernel.Linux2611)
    {
        var result = Hunt(environment, bug, module, build, kernelFix, isInserted, longSize, writtenFor);
        string others = string.Join("; ", result.Findings.Select(f => $"{f.Bug ?? f.Id}: {f.Title} {string.Join(",", f.Report.Involved)}"));
        Assert.True(result.Verdict == Verdict.Found, $"{result.Environment}: {result.Verdict} {result.ErrorMessage} {others}");
        var found = Assert.Single(result.Findings, f => f.Bug == bug);
        Assert.Equal(kind ?? found.Kind, found.Kind);
    }

    /// <summary>The corrected module must be proved.</summary>
    internal static void MustProve(
        string environment, Func<LinuxKernel, KernelModule> module, Action<Stage> build, string? kernelFix = null, bool isInserted = true)
    {
        var result = Hunt(environment, null, module, build, kernelFix, isInserted, sizeof(long), ModuleKernel.Linux2611);
        Assert.True(result.Verdict == Verdict.NoneExhaustive, $"{environment}: {result.Verdict} {result.ErrorMessage}");
    }

    private static HuntResult Hunt(
        string environment,
        string? bug,
        Func<LinuxKernel, KernelModule> module,
        Action<Stage> build,
        string? kernelFix,
        bool isInserted,
        int longSize,
        ModuleKernel writtenFor)
    {
        var scenario = new Scenario("test/mutant", "a corrected module with one fix taken out", stage =>
        {
            if (isInserted)
            {
                stage.Load(module);
            }
            else
            {
                stage.Make(module);
            }

            build(stage);
        })
        {
            KernelFix = kernelFix,
            LongSize = longSize,
            WrittenFor = writtenFor,
        };
        var options = new HuntOptions { Strategy = HuntOptions.Exhaustive, Workers = 1, Until = bug, Notes = false };
        return new Hunt(new ScenarioSubject(scenario, Environments.Find(environment)!), options).Run(null, CancellationToken.None);
    }
}
