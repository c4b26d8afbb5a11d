using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of simacc.c, which was written for 2.6.37: the list. The stages are in the files beside it.</summary>
public sealed class SimaccScenarios : IScenarioSource
{
    /// <summary>The file that the module makes.</summary>
    internal const string Path = "/proc/" + SimaccModule.ProcEntryName;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("SIM-1", "a process writes as much as the buffer holds", k => new Simacc(k), SimaccWriting.FullBuffer),
        .. Loaded("SIM-2", "a process writes more than the buffer holds", k => new SimaccAsPrinted(k), SimaccWriting.MoreThanTheBuffer),
        .. Loaded("SIM-3", "a process writes a number of sixteen digits", k => new Simacc(k), SimaccWriting.LargeNumber),
        .. Loaded("SIM-4", "two processes write numbers, then one reads the sum", k => new Simacc(k), SimaccWriting.TwoWriters),
        .. Loaded("SIM-5", "a process reads the sum while another one writes numbers", k => new Simacc(k), SimaccReading.ReaderAndWriter),
        .. Loaded("SIM-6", "a process writes as much as the buffer holds, to the last digit of a number", k => new SimaccWithRoom(k), SimaccWriting.NumberAtTheEnd),
        .. Loaded("SIM-7", "a process writes numbers that take two calls", k => new SimaccWithRoom(k), SimaccWriting.TwoCalls),
        .. Loaded("SIM-8", "a process reads the sum digit by digit while another one writes numbers", k => new Simacc(k), SimaccReading.DigitByDigit),
        .. ScenarioPair.OnStage<SimaccModule>(
            "simacc/SIM-9",
            "a process writes numbers and reads the sum while the module is inserted",
            stage => stage.Make(k => new Simacc(k)),
            stage => stage.Make(k => new SimaccFixed(k)),
            SimaccReading.EarlyUse,
            kernelFix: "proc_create",
            writtenFor: ModuleKernel.Linux2637),
    ];

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Func<LinuxKernel, SimaccModule> buggy, Action<Stage> build)
        => ScenarioPair.Of($"simacc/{bug}", summary, buggy, k => new SimaccFixed(k), build, writtenFor: ModuleKernel.Linux2637);
}
