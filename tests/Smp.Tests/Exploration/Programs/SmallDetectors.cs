using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>A bad access, as a finding.</summary>
internal sealed class FaultDetector : IDetector
{
    public string Name => "memory";

    public bool WantsSteps => false;

    public ulong? Digest => 0;

    public void Begin()
    {
    }

    public Finding? OnStep(Computer computer) => null;

    public Finding? OnFault(Computer computer, in Fault fault)
        => new(Name, fault.Kind.ToString(), $"agent {fault.Agent}", $"{fault.Operation} {computer.Memory.NameOf(fault.Address)}", fault.Agent);

    public Finding? OnEnd(Computer computer) => null;
}

/// <summary>A condition on memory that must never hold.</summary>
internal sealed class NeverDetector(Func<Computer, bool> condition) : IDetector
{
    public string Name => "never";

    public bool WantsSteps => true;

    public DetectorSight Sight => DetectorSight.State;

    public ulong? Digest => 0;

    public void Begin()
    {
    }

    public Finding? OnStep(Computer computer)
        => condition(computer) ? new Finding(Name, "never", "condition", "the forbidden state", computer.Current) : null;

    public Finding? OnFault(Computer computer, in Fault fault) => null;

    public Finding? OnEnd(Computer computer) => null;
}

/// <summary>
/// Which of two variables was set first, told at the end: a detector that remembers something no state of the machine
/// holds.
/// </summary>
internal sealed class OrderDetector(Address first, Address second, bool confesses = true) : IDetector
{
    private ulong _order;

    public string Name => "order";

    public bool WantsSteps => true;

    public DetectorSight Sight => DetectorSight.State;

    public ulong? Digest => confesses ? _order : 0;

    public void Begin() => _order = 0;

    public Finding? OnStep(Computer computer)
    {
        if (_order == 0)
        {
            _order = computer.Memory.Read<int>(first) != 0 ? 1UL : computer.Memory.Read<int>(second) != 0 ? 2UL : 0;
        }

        return null;
    }

    public Finding? OnFault(Computer computer, in Fault fault) => null;

    public Finding? OnEnd(Computer computer)
        => _order == 2 ? new Finding(Name, "order", "variables", "the second was set first", -1) : null;
}

/// <summary>Whether a condition ever held, told at the end.</summary>
internal sealed class FlagDetector(Func<Computer, bool> condition, bool reports) : IDetector
{
    private bool _held;

    public string Name => "flag";

    public bool WantsSteps => true;

    public DetectorSight Sight => DetectorSight.State;

    public ulong? Digest => _held ? 1UL : 0;

    public void Begin() => _held = false;

    public Finding? OnStep(Computer computer)
    {
        _held |= condition(computer);
        return null;
    }

    public Finding? OnFault(Computer computer, in Fault fault) => null;

    public Finding? OnEnd(Computer computer) => reports && _held ? new Finding(Name, "flag", "condition", "it held", -1) : null;
}

/// <summary>Tasks that have not ended when nobody can step any more.</summary>
internal sealed class HungDetector : IDetector
{
    public string Name => "hung-task";

    public bool WantsSteps => false;

    public ulong? Digest => 0;

    public void Begin()
    {
    }

    public Finding? OnStep(Computer computer) => null;

    public Finding? OnFault(Computer computer, in Fault fault) => null;

    public Finding? OnEnd(Computer computer)
    {
        var held = new List<string>();
        var asleep = new List<string>();
        foreach (var agent in computer.Agents)
        {
            var blocked = computer.BlockedBy(agent.Id);
            if ((blocked & (Blocked.Finished | Blocked.Dead)) != 0 || agent.IsDaemon)
            {
                continue;
            }

            ((blocked & Blocked.Held) != 0 ? held : asleep).Add($"{agent.Name} at {computer.PendingOperation(agent.Id)} ({blocked})");
        }

        return held.Count + asleep.Count == 0
            ? null
            : new Finding(Name, held.Count > 0 ? "deadlock" : "hung-task", string.Join(", ", held.Concat(asleep)), "not everybody came to an end", -1);
    }
}
