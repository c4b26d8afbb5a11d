using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>Where modules with proc_ops can be: on one CPU, which then runs the kernel they were written for, and on 6.8.</summary>
internal static class ModernEnvironments
{
    internal static IReadOnlyList<KernelProfile> All { get; } = [.. Environments.All.Where(e => !e.IsSmp || e.Generation == KernelGeneration.V68)];
}
