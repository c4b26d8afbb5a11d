using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>
/// A scenario and its corrected twin: one stage and the same clauses, and nothing but the module that differs, by
/// construction.
/// </summary>
public static class ScenarioPair
{
    /// <summary>Makes both.</summary>
    /// <param name="name"><c>module/BUG-ID</c>; the twin gets <c>.fixed</c> after it.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="buggy">Makes the module as it is.</param>
    /// <param name="corrected">Makes the corrected module.</param>
    /// <param name="build">Puts the rest on the stage. The module is loaded already when the race begins.</param>
    /// <param name="environments">Where it can be explored; everywhere if not given.</param>
    public static IEnumerable<Scenario> Of(
        string name,
        string summary,
        Func<LinuxKernel, KernelModule> buggy,
        Func<LinuxKernel, KernelModule> corrected,
        Action<Stage> build,
        IReadOnlyList<KernelProfile>? environments = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        return Of(name, summary, buggy, corrected, (stage, _) => build(stage), environments);
    }

    /// <summary>Makes both, where the clauses look into the module: at what both have in common.</summary>
    /// <typeparam name="TModule">The module, or what it and its corrected twin derive from.</typeparam>
    /// <param name="name"><c>module/BUG-ID</c>; the twin gets <c>.fixed</c> after it.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="buggy">Makes the module as it is.</param>
    /// <param name="corrected">Makes the corrected module.</param>
    /// <param name="build">Puts the rest on the stage, and is given the module. It is loaded already when the race begins.</param>
    /// <param name="environments">Where it can be explored; everywhere if not given.</param>
    public static IEnumerable<Scenario> Of<TModule>(
        string name,
        string summary,
        Func<LinuxKernel, TModule> buggy,
        Func<LinuxKernel, TModule> corrected,
        Action<Stage, TModule> build,
        IReadOnlyList<KernelProfile>? environments = null)
        where TModule : KernelModule
    {
        ArgumentNullException.ThrowIfNull(buggy);
        ArgumentNullException.ThrowIfNull(corrected);
        ArgumentNullException.ThrowIfNull(build);
        var where = environments ?? Environments.All;
        return [With(name, summary, buggy), With(name + ".fixed", summary + " (corrected)", corrected)];

        Scenario With(string ownName, string ownSummary, Func<LinuxKernel, TModule> module)
            => new(ownName, ownSummary, stage => build(stage, stage.Load(module))) { Environments = where };
    }
}
