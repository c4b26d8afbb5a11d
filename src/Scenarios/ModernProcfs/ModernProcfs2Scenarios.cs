using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of the modern procfs2.c: the list. The stages are in the files beside it.</summary>
public sealed class ModernProcfs2Scenarios : IScenarioSource
{
    /// <summary>The file that the module makes.</summary>
    internal const string Path = "/proc/" + ModernProcfs2.ProcfsName;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("MP1-1", "a process reads one byte", (stage, _) => HelloReading.OneByte(stage, Path)),
        .. Loaded("MP1-2", "a process reads the whole text", (stage, _) => HelloReading.WholeText(stage, Path)),
        .. Loaded("MP1-3", "a process reads into memory that it does not have", (stage, _) => HelloReading.BadBuffer(stage, Path)),
        .. Loaded("MP2-1", "two processes write as much as there is room for, one of them wants to write more", (stage, _) => ModernProcfs2Writing.TooMuch(stage)),
        .. Loaded("MP2-2", "two processes write texts of different length, the log tells of both", (stage, _) => ModernProcfs2Writing.TwoLengths(stage)),
        .. Loaded("MP2-3", "a process writes as much as there is room for", ModernProcfs2Keeping.FullWrite),
        .. Loaded("MP2-4", "two processes write as much as there is room for", (stage, _) => ModernProcfs2Writing.TwoFull(stage)),
        .. Loaded("MP2-5", "two processes write texts of different length", (stage, _) => ModernProcfs2Writing.Results(stage)),
        .. Loaded("MP2-6", "a process writes from memory that it does not have", ModernProcfs2Keeping.FailedWrite),
        .. Loaded("MP2-7", "two processes write texts of one length", ModernProcfs2Keeping.TwoTexts),
        .. Loaded("MP2-8", "two processes write texts of one length, the log tells of both", (stage, _) => ModernProcfs2Writing.OneLength(stage)),
        .. Loaded("MP2-9", "a process reads what was written before", (stage, _) => ModernProcfs2Keeping.ReadBack(stage)),
        .. Loaded("MP2-10", "a process writes a text in two pieces", ModernProcfs2Keeping.TwoPieces),
    ];

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage, IStoredText> build)
        => ScenarioPair.OnStage<IStoredText>(
            $"modern-procfs2/{bug}",
            summary,
            stage => stage.Load(kernel => new ModernProcfs2(kernel)),
            stage => stage.Load(kernel => new ModernProcfs2Fixed(kernel)),
            build,
            ModernEnvironments.All,
            writtenFor: ModuleKernel.Linux68);
}
