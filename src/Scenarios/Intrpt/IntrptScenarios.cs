using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of intrpt.c.</summary>
public sealed class IntrptScenarios : IScenarioSource
{
    /// <summary>The scan code of a key that goes down.</summary>
    internal const int A = 0x1e;

    /// <summary>That of another one.</summary>
    internal const int B = 0x30;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-1", "a second key goes down while the first is about to be printed", Buggy, Corrected, IntrptKeys.PrintedOnce),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-2", "a second key goes down before the first is printed", Buggy, Corrected, IntrptKeys.AllPrinted),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-3", "a key comes up while another one is printed", Buggy, Corrected, IntrptKeys.NoneMixed),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-4", "a second key goes down while the work is taken from its queue", Buggy, Corrected, IntrptKeys.WorkAndHandler),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-5", "a key goes down after the module was removed", Buggy, Corrected, IntrptLife.KeyAfterRmmod),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-6", "a key goes down and the module is removed", Buggy, Corrected, IntrptLife.KeyAndRmmod),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-7", "two keys go down, and the kernel's own driver is there as well", Buggy, Corrected, IntrptKeys.DriverBeside),
        .. ScenarioPair.OnStage<IntrptModule>(
            "intrpt/INT-8", "the module is inserted, and there is no memory for its handler", Insertable(Buggy), Insertable(Corrected), IntrptLife.InsmodWithoutMemory),
        .. ScenarioPair.OnStage<IntrptModule>(
            "intrpt/INT-9", "the module is inserted, there is no memory for its queue, and a key goes down", Insertable(Buggy), Insertable(Corrected), IntrptLife.KeyWithoutQueue),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-10", "a key goes down, and another device raises the line as well", Buggy, Corrected, IntrptKeys.SharedLine),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-11", "a key goes down and comes up", Buggy, Corrected, IntrptKeys.InOrder),
        .. ScenarioPair.Of<IntrptModule>(
            "intrpt/INT-12", "a process reads /proc/interrupts after the module was removed", Buggy, Corrected, IntrptLife.ReaderAfterRmmod),
        ScenarioPair.Control(
            "intrpt/control", "two keys go down, and the work is set up once", IntrptKeys.SetUpOnce),
    ];

    private static IntrptModule Buggy(LinuxKernel kernel) => new Intrpt(kernel);

    private static IntrptModule Corrected(LinuxKernel kernel) => new IntrptFixed(kernel);

    private static Func<Stage, IntrptModule> Insertable(Func<LinuxKernel, IntrptModule> make) => stage => stage.Make(make);
}
