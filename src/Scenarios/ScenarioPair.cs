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
    /// <param name="writtenFor">The kernel the module was written for.</param>
    public static IEnumerable<Scenario> Of(
        string name,
        string summary,
        Func<LinuxKernel, KernelModule> buggy,
        Func<LinuxKernel, KernelModule> corrected,
        Action<Stage> build,
        IReadOnlyList<KernelProfile>? environments = null,
        ModuleKernel writtenFor = ModuleKernel.Linux2611)
    {
        ArgumentNullException.ThrowIfNull(build);
        return Of(name, summary, buggy, corrected, (stage, _) => build(stage), environments, writtenFor);
    }

    /// <summary>Makes both, where the clauses look into the module: at what both have in common.</summary>
    /// <typeparam name="TModule">The module, or what it and its corrected twin derive from.</typeparam>
    /// <param name="name"><c>module/BUG-ID</c>; the twin gets <c>.fixed</c> after it.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="buggy">Makes the module as it is.</param>
    /// <param name="corrected">Makes the corrected module.</param>
    /// <param name="build">Puts the rest on the stage, and is given the module. It is loaded already when the race begins.</param>
    /// <param name="environments">Where it can be explored; everywhere if not given.</param>
    /// <param name="writtenFor">The kernel the module was written for.</param>
    public static IEnumerable<Scenario> Of<TModule>(
        string name,
        string summary,
        Func<LinuxKernel, TModule> buggy,
        Func<LinuxKernel, TModule> corrected,
        Action<Stage, TModule> build,
        IReadOnlyList<KernelProfile>? environments = null,
        ModuleKernel writtenFor = ModuleKernel.Linux2611)
        where TModule : KernelModule
    {
        return OnStage(name, summary, stage => stage.Load(buggy), stage => stage.Load(corrected), build, environments, writtenFor: writtenFor);
    }

    /// <summary>
    /// Makes both, where putting the module on the stage is more than loading it: several modules, or one that a process
    /// of the race inserts.
    /// </summary>
    /// <typeparam name="TModules">What is put there, as far as the clauses look at it.</typeparam>
    /// <param name="name"><c>module/BUG-ID</c>; the twin gets <c>.fixed</c> after it.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="buggy">Puts the module there as it is.</param>
    /// <param name="corrected">Puts the corrected module there.</param>
    /// <param name="build">Puts the rest on the stage.</param>
    /// <param name="environments">Where it can be explored; everywhere if not given.</param>
    /// <param name="kernelFix">The one switch of the kernel that is the fix: see <see cref="Scenario.KernelFix"/>.</param>
    /// <param name="noFix">Why there is no twin; one is made if this is null.</param>
    /// <param name="writtenFor">The kernel the module was written for.</param>
    /// <param name="longSize">Bytes of C's <c>long</c>, where the scenario says so itself: see <see cref="Scenario.LongSize"/>.</param>
    public static IEnumerable<Scenario> OnStage<TModules>(
        string name,
        string summary,
        Func<Stage, TModules> buggy,
        Func<Stage, TModules> corrected,
        Action<Stage, TModules> build,
        IReadOnlyList<KernelProfile>? environments = null,
        string? kernelFix = null,
        string? noFix = null,
        ModuleKernel writtenFor = ModuleKernel.Linux2611,
        int? longSize = null)
    {
        ArgumentNullException.ThrowIfNull(buggy);
        ArgumentNullException.ThrowIfNull(corrected);
        ArgumentNullException.ThrowIfNull(build);
        var where = environments ?? Environments.All;
        var scenario = new Scenario(name, summary, stage => build(stage, buggy(stage))) { Environments = where, NoFix = noFix, WrittenFor = writtenFor, LongSize = longSize };
        if (noFix is not null)
        {
            return [scenario];
        }

        var twin = new Scenario(name + ".fixed", summary + " (corrected)", stage => build(stage, corrected(stage)))
        {
            Environments = where,
            KernelFix = kernelFix,
            WrittenFor = writtenFor,
            LongSize = longSize,
        };
        return [scenario, twin];
    }

    /// <summary>Makes a scenario on whose stage nothing is wrong: there is nothing to find, and nothing to fix.</summary>
    /// <param name="name"><c>module/NAME</c>.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="build">Puts everything on the stage.</param>
    /// <param name="environments">Where it can be explored; everywhere if not given.</param>
    /// <param name="writtenFor">The kernel its module was written for.</param>
    public static Scenario Control(
        string name,
        string summary,
        Action<Stage> build,
        IReadOnlyList<KernelProfile>? environments = null,
        ModuleKernel writtenFor = ModuleKernel.Linux2611)
        => new(name, summary, build)
        {
            Environments = environments ?? Environments.All,
            NoFix = "nothing is wrong here",
            WrittenFor = writtenFor,
            IsControl = true,
        };
}
