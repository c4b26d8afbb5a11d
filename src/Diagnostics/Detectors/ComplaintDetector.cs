using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// What the kernel itself complains of (<see cref="Computer.Complain"/>): unbalanced references, what a module leaves
/// behind when it is unloaded, calls that sleep where they said they would not, loops nobody can leave.
/// </summary>
public sealed class ComplaintDetector : IDetector
{
    /// <inheritdoc/>
    public string Name => "kernel";

    /// <inheritdoc/>
    public bool WantsSteps => false;

    /// <summary>It remembers nothing: nothing to add.</summary>
    public ulong? Digest => 0;

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer) => null;

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnAlarm(Computer computer, in Alarm alarm)
    {
        ArgumentNullException.ThrowIfNull(computer);

        // The subject must be the same with and without a recorder, which alone gives heap objects their names.
        var region = alarm.Object.IsNull ? null : computer.Memory.RegionNear(alarm.Object);
        string subject = region is null ? computer.Agents[alarm.Agent].Name : region.Locate(alarm.Object);
        return new Finding(Name, alarm.Kind, subject, alarm.Text, alarm.Agent) { Object = alarm.Object };
    }

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;
}
