using Microsoft.Coyote;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>Coyote's own account of a schedule, which Coyote can reproduce.</summary>
internal static class CoyoteTrace
{
    /// <summary>Has Coyote reproduce <paramref name="trace"/>; the schedule that it was.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    internal static (RunOutcome Outcome, int[] Choices, ulong EventHash) Reproduce(ISubject subject, string trace)
    {
        using var computer = subject.Build();
        computer.KeepEventHash = true;
        RunOutcome outcome = default;
        var configuration = Configuration.Create().WithTelemetryEnabled(false).WithReproducibleTrace(trace);
        CoyoteSettings.Once(configuration, () => outcome = ControlledRun.Explore(computer));
        return (outcome, computer.Choices.Items.ToArray(), computer.EventHash);
    }
}
