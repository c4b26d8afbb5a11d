using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of the modern procfs3.c: the list. The stages are in the files beside it.</summary>
public sealed class ModernProcfs3Scenarios : IScenarioSource
{
    /// <summary>The file that the module makes.</summary>
    internal const string Path = "/proc/" + ModernProcfs3.ProcfsEntryFilename;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("MP3-1", "a process reads one byte, and then the file from its beginning", ModernProcfs3Reading.OneByteFirst),
        .. Loaded("MP3-2", "a process reads two bytes into a buffer of two, another one writes", ModernProcfs3Reading.SmallBuffer),
        .. Loaded("MP3-3", "a process reads two bytes, another one writes six", ModernProcfs3Reading.ReadResult),
        .. Loaded("MP3-4", "two processes write texts of different length", ModernProcfs3Reading.WriteResults),
        .. Loaded("MP3-5", "a process reads while another one writes a longer text", ModernProcfs3Reading.LongerText),
        .. Loaded("MP3-6", "two processes write, then one reads", ModernProcfs3Reading.TwoWriters),
        .. Loaded("MP3-7", "a process reads the text in two pieces and asks again at the end", ModernProcfs3Reading.TwoPieces),
        .. Loaded("MP3-8", "a process opens and closes the file while the module is being removed", ModernProcfs3Removal.OpenerAndRmmod),
        .. Loaded("MP3-9", "a process closes the file while the module is being removed", ModernProcfs3Removal.CloserAndRmmod),
        .. ScenarioPair.OnStage<KernelModule>(
            "modern-procfs3/MP3-10",
            "the module is inserted where another one has a file of that name already",
            stage => stage.Make(kernel => new ModernProcfs3(kernel)),
            stage => stage.Make(kernel => new ModernProcfs3Fixed(kernel)),
            (stage, _) => ModernProcfs3Removal.NameTaken(stage),
            ModernEnvironments.All,
            writtenFor: ModuleKernel.Linux68),
    ];

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage> build)
        => ScenarioPair.Of(
            $"modern-procfs3/{bug}",
            summary,
            kernel => new ModernProcfs3(kernel),
            kernel => new ModernProcfs3Fixed(kernel),
            build,
            ModernEnvironments.All,
            ModuleKernel.Linux68);
}
