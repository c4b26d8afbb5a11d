using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>
/// Makes a classic program and its corrected twin: threads of the kernel on a computer with a CPU for each of them, so that
/// nothing but the program itself keeps one from stepping between any two steps of another.
/// </summary>
internal static class Classic
{
    private const string Module = "classics/";
    private static readonly IReadOnlyList<KernelProfile> s_where = [Environments.Find("S26p")!];

    /// <summary>The program and its twin.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="cpus">How many CPUs: the threads, and the one that starts them.</param>
    /// <param name="build">Puts it on the stage; told whether it is to be correct.</param>
    /// <param name="twin">The smaller size whose twin stands for this one's; null for a twin of its own.</param>
    internal static IEnumerable<Scenario> Of(string name, string summary, int cpus, Action<Stage, bool> build, string? twin = null)
    {
        yield return new Scenario(Module + name, summary, stage => build(stage, false))
        {
            Environments = s_where,
            Cpus = cpus,
            NoFix = twin is null ? null : $"the twin of {Module}{twin} stands for all sizes",
        };
        if (twin is null)
        {
            yield return new Scenario(Module + name + ".fixed", summary + " (corrected)", stage => build(stage, true))
            {
                Environments = s_where,
                Cpus = cpus,
            };
        }
    }
}
