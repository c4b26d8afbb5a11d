namespace Smp.Kernel;

/// <summary>The environments that scenarios are explored in, by name.</summary>
public static class Environments
{
    /// <summary>All of them, in the order of results.</summary>
    public static IReadOnlyList<KernelProfile> All { get; } =
    [
        new("U0", KernelGeneration.V26, 1, false, BigLock.WhereAsked, "Linux 2.6.11, one CPU, kernel not preemptible"),
        new("UP", KernelGeneration.V26, 1, true, BigLock.WhereAsked, "Linux 2.6.11, one CPU, preemptible kernel"),
        new("B20", KernelGeneration.V20, 2, false, BigLock.EveryEntry, "Linux 2.0, two CPUs under the one kernel lock"),
        new("S26", KernelGeneration.V26, 2, false, BigLock.WhereAsked, "Linux 2.6.11, two CPUs, kernel not preemptible"),
        new("S26p", KernelGeneration.V26, 2, true, BigLock.WhereAsked, "Linux 2.6.11, two CPUs, preemptible kernel"),
        new("S68", KernelGeneration.V68, 2, false, BigLock.None, "Linux 6.8, two CPUs, kernel not preemptible"),
        new("S68p", KernelGeneration.V68, 2, true, BigLock.None, "Linux 6.8, two CPUs, preemptible kernel"),
    ];

    /// <summary>The environment called <paramref name="name"/>; null if there is none.</summary>
    public static KernelProfile? Find(string name)
    {
        foreach (var profile in All)
        {
            if (string.Equals(profile.Name, name, StringComparison.Ordinal))
            {
                return profile;
            }
        }

        return null;
    }
}
