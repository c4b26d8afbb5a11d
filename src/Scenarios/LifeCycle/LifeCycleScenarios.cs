using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>
/// The life of a module, L-1 to L-9: who inserts and removes what at the same time. Two of them have a bug, the others are
/// there to show that the kernel answers as it should.
/// </summary>
public sealed class LifeCycleScenarios : IScenarioSource
{
    private static readonly IReadOnlyList<KernelProfile> s_withPermanent = [.. Environments.All.Where(e => e.Generation != KernelGeneration.V20)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        ScenarioPair.Control("lifecycle/L-1", "two processes insert one module", LifeCycleInsertion.TwoInsmods),
        ScenarioPair.Control("lifecycle/L-2", "a module is removed while its init runs", LifeCycleRemoval.RmmodDuringInit),
        ScenarioPair.Control("lifecycle/L-3", "two processes remove one module", LifeCycleRemoval.TwoRmmods),
        ScenarioPair.Control("lifecycle/L-4", "an init that fails", LifeCycleInsertion.InitFails),
        ScenarioPair.Control("lifecycle/L-5", "an init that returns a positive number", LifeCycleInsertion.InitReturnsOne),
        .. ScenarioPair.OnStage<KernelModule>(
            "lifecycle/L-6",
            "an init fails after somebody has opened what it registered",
            stage => stage.Make(kernel => new ReadyTooSoon(kernel)),
            stage => stage.Make(kernel => new ReadyTooSoonFixed(kernel)),
            LifeCycleInsertion.InitFailsWithUser),
        ScenarioPair.Control("lifecycle/L-7", "a module without exit is removed", LifeCycleRemoval.RmmodWithoutExit, s_withPermanent),
        ScenarioPair.Control("lifecycle/L-8", "a module is removed while another one uses it", LifeCycleRemoval.RmmodOfUsed),
        .. ScenarioPair.OnStage<(KernelModule, KernelModule)>(
            "lifecycle/L-9",
            "two modules print a line each, in pieces, while they are inserted",
            stage => Pair(stage, (kernel, name, number) => new HelloInPieces(kernel, name, number)),
            stage => Pair(stage, (kernel, name, number) => new HelloInPiecesFixed(kernel, name, number)),
            LifeCycleInsertion.TwoLinesInPieces),
    ];

    private static (KernelModule First, KernelModule Second) Pair(Stage stage, Func<LinuxKernel, string, int, KernelModule> make)
        => (stage.Make(kernel => make(kernel, "hello_a", 1)), stage.Make(kernel => make(kernel, "hello_b", 2)));
}
