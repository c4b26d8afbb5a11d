using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of procfs2.c: the list. The stages are in the file beside it.</summary>
public sealed class Procfs2Scenarios : IScenarioSource
{
    /// <summary>The file that the module makes.</summary>
    internal const string Path = "/proc/" + Procfs2Module.ProcfsName;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("PF2-1", "a process writes more than the file keeps, another one reads", Procfs2Stages.LongWriteAndRead),
        .. Loaded("PF2-2", "two processes write more than the file keeps", Procfs2Stages.TwoLongWrites),
        .. Loaded("PF2-3", "a process writes one byte, another one two", Procfs2Stages.TwoLengths),
        .. Loaded("PF2-4", "a process writes to the empty file, another one reads", Procfs2Stages.WriteAndRead),
        .. Loaded("PF2-5", "a process writes over a text, another one reads", Procfs2Stages.OverwriteAndRead),
        .. Loaded("PF2-6", "two processes write, and the last one reads", Procfs2Stages.TwoTexts),
        .. Loaded("PF2-7", "a process writes a longer text, another one reads", Procfs2Stages.LongerTextAndRead),
        .. Loaded("PF2-8", "a process reads a text four bytes at a time", Procfs2Stages.ShortReads),
        .. Inserted("PF2-9", "a process opens and closes the file while the module is inserted", (stage, module) => EntryStages.EarlyOpen(stage, module, Path), EntryStages.WithOwner),
        .. Inserted("PF2-10", "a process writes to the file while the module is inserted", Procfs2Stages.EarlyWrite),
        .. Loaded("PF2-11", "a process reads the file while the module is removed", (stage, module) => EntryStages.ReaderAndRmmod(stage, module, Path), "pde_users"),
    ];

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage> build)
        => Loaded(bug, summary, (stage, _) => build(stage));

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage, Procfs2Module> build, string? kernelFix = null)
        => ScenarioPair.OnStage<Procfs2Module>(
            $"procfs2/{bug}",
            summary,
            stage => stage.Load(kernel => new Procfs2(kernel)),
            stage => stage.Load(kernel => new Procfs2Fixed(kernel)),
            build,
            kernelFix: kernelFix);

    private static IEnumerable<Scenario> Inserted(
        string bug, string summary, Action<Stage, Procfs2Module> build, IReadOnlyList<KernelProfile>? environments = null)
        => ScenarioPair.OnStage<Procfs2Module>(
            $"procfs2/{bug}",
            summary,
            stage => stage.Make(kernel => new Procfs2(kernel)),
            stage => stage.Make(kernel => new Procfs2Fixed(kernel)),
            build,
            environments,
            "proc_create");
}
