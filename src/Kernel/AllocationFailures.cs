using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// How many allocations of a run may fail. Off unless the scenario asks for it; then each allocation chooses, as long as
/// failures are left.
/// </summary>
public sealed class AllocationFailures
{
    private readonly Computer _computer;

    // The budget, where there is one: a machine without it is the machine it was.
    private readonly List<Address> _left = [];

    // Whether those of procfs are among them, where somebody said so.
    private readonly List<bool> _inProcfs = [];

    // Whether those of request_irq are, likewise.
    private readonly List<bool> _inRequestIrq = [];

    internal AllocationFailures(Computer computer) => _computer = computer;

    /// <summary>Lets up to <paramref name="failures"/> allocations fail, while the stage is being built.</summary>
    public void Allow(int failures)
    {
        if (_left.Count == 0)
        {
            _left.Add(_computer.Memory.Allocate(8, "allocation failures", RegionKind.Control));
        }

        _computer.Memory.Poke(_left[0], failures);
    }

    /// <summary>Lets the allocations of procfs (entries, the page of a reader) be among those that may fail, while the stage is being built.</summary>
    public void IncludeProcfs() => _inProcfs.Add(true);

    /// <summary>Lets the allocation of request_irq be among those that may fail, while the stage is being built.</summary>
    public void IncludeRequestIrq() => _inRequestIrq.Add(true);

    /// <summary>Whether this allocation of request_irq fails: a data choice of the step. Inside a step only.</summary>
    internal bool StrikesInRequestIrq() => _inRequestIrq.Count != 0 && Strikes();

    /// <summary>Whether this allocation of procfs fails: a data choice of the step. Inside a step only.</summary>
    internal bool StrikesInProcfs() => _inProcfs.Count != 0 && Strikes();

    /// <summary>Whether this allocation fails: a data choice of the step. Inside a step only.</summary>
    internal bool Strikes()
    {
        long left = _left.Count == 0 ? 0 : _computer.Memory.Peek(_left[0]);
        if (left == 0 || _computer.ChooseValue(2) == 0)
        {
            return false;
        }

        _computer.Memory.Poke(_left[0], left - 1);
        return true;
    }
}
