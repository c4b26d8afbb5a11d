using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of the modern procfs1.c: the list. The stages are in the file beside it.</summary>
public sealed class ModernProcfs1Scenarios : IScenarioSource
{
    private const string Path = "/proc/" + ModernProcfs1.ProcfsName;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("MP1-1", "a process reads one byte", HelloReading.OneByte),
        .. Loaded("MP1-2", "a process reads the whole text", HelloReading.WholeText),
        .. Loaded("MP1-3", "a process reads into memory that it does not have", HelloReading.BadBuffer),
    ];

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage, string> build)
        => ScenarioPair.Of(
            $"modern-procfs1/{bug}",
            summary,
            kernel => new ModernProcfs1(kernel),
            kernel => new ModernProcfs1Fixed(kernel),
            stage => build(stage, Path),
            ModernEnvironments.All,
            ModuleKernel.Linux68);
}
