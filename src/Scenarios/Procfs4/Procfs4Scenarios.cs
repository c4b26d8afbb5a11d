using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of the 2.6 guide's procfs4.c: the list. The stages are in the files beside it.</summary>
public sealed class Procfs4Scenarios : IScenarioSource
{
    // The catalogue asks the question where seq_file is, and the position that start is given: not of 2.0.
    private static readonly IReadOnlyList<KernelProfile> s_withSeqFile = [.. Environments.All.Where(e => e.Generation != KernelGeneration.V20)];

    /// <inheritdoc/>
    /// <remarks>All but one on a kernel of 64 bits: with a long of 32 the first read of all ends as PF4-2.</remarks>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("PF4-1", "two processes read the counter", IterStages.TwoReaders),
        .. Loaded("PF4-2", "a process reads the counter on a 32-bit kernel", IterStages.OneReader, longSize: sizeof(uint)),
        .. Loaded("PF4-3", "a process reads on after the end of the file", IterStages.ReadOnAfterTheEnd, s_withSeqFile),
        .. Made("PF4-4", "the module is inserted while memory is short", Procfs4Stages.InsmodWithoutMemory, kernelFix: null),
        .. Loaded("PF4-5", "a process opens the file, which is mounted elsewhere too, while the module is removed", Procfs4Stages.BoundFile, kernelFix: "pde_users"),
        .. Made("PF4-6", "a process reads the file while the module is inserted", Procfs4Stages.EarlyRead, kernelFix: "proc_create"),
    ];

    private static IEnumerable<Scenario> Loaded(
        string bug,
        string summary,
        Action<Stage> build,
        IReadOnlyList<KernelProfile>? environments = null,
        string? kernelFix = null,
        int longSize = sizeof(long))
        => ScenarioPair.OnStage<KernelModule>(
            $"procfs4/{bug}",
            summary,
            stage => stage.Load(kernel => new Procfs4(kernel)),
            stage => stage.Load(kernel => new Procfs4Fixed(kernel)),
            (stage, _) => build(stage),
            environments,
            kernelFix,
            longSize: longSize);

    private static IEnumerable<Scenario> Made(string bug, string summary, Action<Stage> build, string? kernelFix)
        => ScenarioPair.OnStage<KernelModule>(
            $"procfs4/{bug}",
            summary,
            stage => stage.Make(kernel => new Procfs4(kernel)),
            stage => stage.Make(kernel => new Procfs4Fixed(kernel)),
            (stage, _) => build(stage),
            kernelFix: kernelFix,
            longSize: sizeof(long));
}
