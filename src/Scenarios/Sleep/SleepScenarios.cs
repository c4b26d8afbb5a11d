using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of sleep.c: the list. The stages are in the files beside it.</summary>
public sealed class SleepScenarios : IScenarioSource
{
    /// <summary>The file that the module makes.</summary>
    internal const string Path = "/proc/" + Sleep.ProcEntryFilename;

    /// <summary>Where a module can hook into permission checks of /proc: gone with proc_create's proc_ops.</summary>
    private static readonly IReadOnlyList<KernelProfile> s_withInodeOperations = [.. Environments.All.Where(e => e.Generation != KernelGeneration.V68)];

    /// <summary>Where an entry of /proc has an owner: gone since 2.6.30.</summary>
    private static readonly IReadOnlyList<KernelProfile> s_withOwner = s_withInodeOperations;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("SLP-1", "two processes open the file that one at a time may have", SleepExclusion.TwoOpeners),
        .. Loaded("SLP-2", "a process opens the file, another one asks for it with O_NONBLOCK", SleepExclusion.NonBlockingOpener),
        .. Loaded("SLP-3", "a process waits for the file and its process gets a signal that it has a handler for", SleepSignals.SignalToProcess),
        .. Loaded("SLP-4", "a process waits for the file and gets a signal of its own whose handler asks for a restart", SleepSignals.SignalToThread),
        .. Loaded("SLP-5", "two processes read through one descriptor until the end of the file", SleepReading.SharedDescriptor),
        .. Loaded("SLP-6", "a process reads once and closes, opens again and reads", SleepReading.ReadOnceAndClose),
        .. Loaded("SLP-7", "a process reads the text in two pieces", SleepReading.ShortRead),
        .. Loaded("SLP-8", "two processes write through one descriptor, then one reads", SleepReading.TwoWriters),
        .. Loaded("SLP-9", "a process reads into memory that it does not have", SleepReading.BadBuffer),
        .. Loaded("SLP-10", "a process closes and opens again while another one has the file", SleepExclusion.CloseAndOpenAgain),
        .. Loaded("SLP-11", "rmmod -w waits, while one process closes the file and another one opens it", SleepRemoval.WaitingRmmod, kernelFix: "pde_users"),
        .. Loaded("SLP-12", "rmmod -w waits for processes that are leaving the module", SleepRemoval.WaitingRmmod, kernelFix: "pde_users"),
        .. Loaded("SLP-13", "the holder of the file runs rmmod -f while another process waits for it", SleepRemoval.ForcedRmmod, kernelFix: "pde_users"),
        .. Made("SLP-14", "a process opens the file while the module is being inserted", SleepInsertion.EarlyOpener, s_withOwner),
        .. Made("SLP-15", "a process opens the file while another one inserts the module and opens it too", SleepInsertion.TwoEarlyOpeners),
        .. Loaded("SLP-16", "root opens the file for reading, for writing, and for both", stage => EntryStages.ReadAndWrite(stage, Path), s_withInodeOperations),
        .. Loaded("SLP-17", "a process opens the file while the module is being removed", SleepRemoval.LateOpener, kernelFix: "pde_users"),
    ];

    private static IEnumerable<Scenario> Loaded(
        string bug, string summary, Action<Stage> build, IReadOnlyList<KernelProfile>? environments = null, string? kernelFix = null)
        => ScenarioPair.OnStage<KernelModule>(
            $"sleep/{bug}",
            summary,
            stage => stage.Load(kernel => new Sleep(kernel)),
            stage => stage.Load(kernel => new SleepFixed(kernel)),
            (stage, _) => build(stage),
            environments,
            kernelFix);

    private static IEnumerable<Scenario> Made(
        string bug, string summary, Action<Stage> build, IReadOnlyList<KernelProfile>? environments = null)
        => ScenarioPair.OnStage<KernelModule>(
            $"sleep/{bug}",
            summary,
            stage => stage.Make(kernel => new Sleep(kernel)),
            stage => stage.Make(kernel => new SleepFixed(kernel)),
            (stage, _) => build(stage),
            environments,
            "proc_create");
}
