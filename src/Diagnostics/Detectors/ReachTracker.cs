using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Something a search must have seen for its silence to mean anything.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Holds">Whether it is so now. Looks at state and has no effect.</param>
public sealed record ReachCondition(string Name, Func<bool> Holds);

/// <summary>Notes which conditions of a scenario have been reached, over all runs of a computer. Finds nothing.</summary>
public sealed class ReachTracker : IDetector
{
    private readonly ReachCondition[] _conditions;
    private readonly ulong _all;

    /// <summary>A tracker of up to 64 conditions.</summary>
    public ReachTracker(IReadOnlyList<ReachCondition> conditions)
    {
        _conditions = [.. conditions];
        if (_conditions.Length > 64)
        {
            throw new MachineException("a scenario has more than 64 conditions to reach");
        }

        _all = _conditions.Length == 64 ? ulong.MaxValue : (1UL << _conditions.Length) - 1;
    }

    /// <inheritdoc/>
    public string Name => "reach";

    /// <inheritdoc/>
    public bool OnlyWatches => true;

    /// <inheritdoc/>
    public bool WantsSteps => _conditions.Length != 0;

    /// <summary>What it has seen depends on the order that was tried; a search that is to rely on it tries others too.</summary>
    public DetectorSight Sight => DetectorSight.HappensBefore;

    /// <summary>What was reached does not change what happens: nothing to add.</summary>
    public ulong? Digest => 0;

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Reached != _all)
        {
            for (int i = 0; i < _conditions.Length; i++)
            {
                if ((computer.Reached & (1UL << i)) == 0 && Holds(computer, _conditions[i]))
                {
                    computer.Reached |= 1UL << i;
                }
            }
        }

        return null;
    }

    private static bool Holds(Computer computer, ReachCondition condition)
    {
        try
        {
            return condition.Holds();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw computer.ClauseFailed(condition.Name, condition.Holds, e);
        }
    }

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;
}
