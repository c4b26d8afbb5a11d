using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Something a scenario says must never be.</summary>
/// <param name="Name">What it is, in words: it becomes the title of the finding.</param>
/// <param name="Holds">Whether it is so now. Looks at state and has no effect.</param>
public sealed record NeverClause(string Name, Func<bool> Holds)
{
    /// <summary>The kind of finding it becomes, where that says more than <c>never</c>: <c>wrong-errno</c>, <c>torn-text</c>.</summary>
    public string Kind { get; init; } = "never";
}

/// <summary>Looks after every step whether one of the scenario's <c>never</c> clauses has come true.</summary>
public sealed class NeverDetector : IDetector
{
    private readonly NeverClause[] _clauses;

    /// <summary>A detector of <paramref name="clauses"/>.</summary>
    public NeverDetector(IReadOnlyList<NeverClause> clauses) => _clauses = [.. clauses];

    /// <inheritdoc/>
    public string Name => "never";

    /// <inheritdoc/>
    public bool WantsSteps => _clauses.Length != 0;

    /// <inheritdoc/>
    public DetectorSight Sight => DetectorSight.State;

    /// <summary>Clauses look at the state only: nothing to add.</summary>
    public ulong? Digest => 0;

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        foreach (var clause in _clauses)
        {
            if (Holds(computer, clause))
            {
                return new Finding(Name, clause.Kind, clause.Name, clause.Name, computer.Current);
            }
        }

        return null;
    }

    private static bool Holds(Computer computer, NeverClause clause)
    {
        try
        {
            return clause.Holds();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw computer.ClauseFailed(clause.Name, clause.Holds, e);
        }
    }

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;
}
