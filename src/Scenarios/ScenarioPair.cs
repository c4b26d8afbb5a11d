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
        ArgumentNullException.ThrowIfNull(buggy);
        ArgumentNullException.ThrowIfNull(corrected);
        ArgumentNullException.ThrowIfNull(build);
        var where = environments ?? Environments.All;
        yield return With(name, summary, buggy);
        yield return With(name + ".fixed", summary + " (corrected)", corrected);

        Scenario With(string ownName, string ownSummary, Func<LinuxKernel, KernelModule> module)
            => new(
                ownName,
                ownSummary,
                stage =>
                {
                    stage.Load(module);
                    build(stage);
                })
            {
                Environments = where,
            };
    }
}
