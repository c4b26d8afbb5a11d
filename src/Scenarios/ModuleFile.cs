using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>A module that some scenario puts on its stage, as a file that modinfo(8) can be asked about.</summary>
/// <param name="Name">The module's name.</param>
/// <param name="Modinfo">What modinfo prints.</param>
public sealed record ModuleFile(string Name, IReadOnlyList<string> Modinfo)
{
    /// <summary>The modules of all scenarios, by name: each as it is, not its corrected twin.</summary>
    public static IReadOnlyList<ModuleFile> All(IEnumerable<Scenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        var files = new SortedDictionary<string, ModuleFile>(StringComparer.Ordinal);
        foreach (var scenario in scenarios.Where(s => !s.Corrected))
        {
            foreach (var file in Of(scenario))
            {
                files.TryAdd(file.Name, file);
            }
        }

        return [.. files.Values];
    }

    private static List<ModuleFile> Of(Scenario scenario)
    {
        using var computer = new Computer();
        var profile = scenario.OnKernel(scenario.Environments[0]);
        var kernel = new LinuxKernel(computer, profile);
        scenario.Build(new Stage(kernel));
        string release = scenario.WrittenFor == ModuleKernel.Linux2637 && profile.Generation == KernelGeneration.V26 ? "2.6.37" : Uname.Release(profile.Generation);
        return [.. kernel.Loader.Modules.Select(module => new ModuleFile(module.Name, Smp.Kernel.Modinfo.Lines(module, release)))];
    }
}
