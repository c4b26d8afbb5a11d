using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>What there is to say of a scenario and its twin.</summary>
internal static class ScenarioText
{
    /// <summary>Where the fix is, if not in the module, or why there is none, or nothing to fix; null for the usual pair.</summary>
    internal static string? Fix(Scenario scenario)
        => scenario.IsControl ? "a control: nothing is wrong here"
            : scenario.NoFix is { } reason ? $"no fix: {reason}"
            : scenario.KernelFix is { } fix ? $"twin: corrected module on a kernel with {fix}"
            : null;

    /// <summary>What the twin is.</summary>
    internal static string Twin(Scenario twin)
        => twin.KernelFix is { } fix ? $"the corrected module on a kernel with {fix}" : "the corrected module on the same stage";

    /// <summary>The environments it cannot be explored in.</summary>
    internal static IReadOnlyList<KernelProfile> NotApplicable(Scenario scenario)
        => [.. Environments.All.Where(environment => !scenario.Environments.Contains(environment))];
}
