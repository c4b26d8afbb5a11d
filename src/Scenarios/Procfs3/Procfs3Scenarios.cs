using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of the 2.6 guide's procfs3.c: the list. The stages are in the files beside it.</summary>
public sealed class Procfs3Scenarios : IScenarioSource
{
    // Permission hooks and owners of entries are gone in 6.8.
    private static readonly IReadOnlyList<KernelProfile> s_oldProcfs = [.. Environments.All.Where(e => e.Generation != KernelGeneration.V68)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("PF3-1", "two processes read the text and its end", Procfs3Reading.TwoReaders),
        .. Loaded("PF3-2", "a process reads into memory that it does not have, and reads again", Procfs3Reading.ReadAfterFault),
        .. Loaded("PF3-3", "a process reads once and closes, opens again and reads", Procfs3Reading.ReadOnceAndClose),
        .. Loaded("PF3-4", "a process asks for less than there is", Procfs3Reading.ShortRead),
        .. Loaded("PF3-5", "a process reads while another one writes a longer text", Procfs3Reading.ReaderAndLongerText),
        .. Loaded("PF3-6", "two processes write texts of different lengths", Procfs3Reading.TwoLengths),
        .. Loaded("PF3-7", "a process reads while another one writes the first text", Procfs3Reading.ReaderAndFirstText),
        .. Loaded("PF3-8", "two processes write, then one of them reads", Procfs3Reading.TwoWriters),
        .. Loaded("PF3-9", "rmmod -w waits, while one process closes the file and another one opens it", Procfs3Life.WaitingRmmod, kernelFix: "pde_users"),
        .. Loaded("PF3-10", "root opens the file for reading, for writing, and for both", stage => EntryStages.ReadAndWrite(stage, Procfs3Reading.Path), s_oldProcfs),
        .. Made("PF3-11", "a process opens the file while the module is being inserted", Procfs3Life.EarlyOpener, s_oldProcfs),
        .. Made("PF3-12", "a process writes to the file while the module is being inserted", Procfs3Life.EarlyWriter),
        .. Loaded("PF3-13", "a process opens the file while the module is being removed", Procfs3Life.LateOpener, kernelFix: "pde_users"),
    ];

    private static IEnumerable<Scenario> Loaded(
        string bug, string summary, Action<Stage> build, IReadOnlyList<KernelProfile>? environments = null, string? kernelFix = null)
        => ScenarioPair.OnStage<KernelModule>(
            $"procfs3/{bug}",
            summary,
            stage => stage.Load(kernel => new Procfs3(kernel)),
            stage => stage.Load(kernel => new Procfs3Fixed(kernel)),
            (stage, _) => build(stage),
            environments,
            kernelFix);

    private static IEnumerable<Scenario> Made(string bug, string summary, Action<Stage> build, IReadOnlyList<KernelProfile>? environments = null)
        => ScenarioPair.OnStage<KernelModule>(
            $"procfs3/{bug}",
            summary,
            stage => stage.Make(kernel => new Procfs3(kernel)),
            stage => stage.Make(kernel => new Procfs3Fixed(kernel)),
            (stage, _) => build(stage),
            environments,
            "proc_create");
}
