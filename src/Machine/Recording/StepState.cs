namespace Smp.Machine;

/// <summary>What stood around a step of a recorded run: who could have taken it, what it touched, and what it changed.</summary>
/// <param name="runnable">The agents that could have stepped, by number.</param>
/// <param name="accesses">Its footprint.</param>
/// <param name="changes">The words it left with another value.</param>
public sealed class StepState(IReadOnlyList<int> runnable, IReadOnlyList<Access> accesses, IReadOnlyList<ChangedWord> changes)
    : IEquatable<StepState>
{
    /// <summary>The agents that could have stepped, by number.</summary>
    public IReadOnlyList<int> Runnable => runnable;

    /// <summary>Its footprint.</summary>
    public IReadOnlyList<Access> Accesses => accesses;

    /// <summary>The words it left with another value.</summary>
    public IReadOnlyList<ChangedWord> Changes => changes;

    /// <inheritdoc/>
    public bool Equals(StepState? other)
        => other is not null && runnable.SequenceEqual(other.Runnable) && accesses.SequenceEqual(other.Accesses) && changes.SequenceEqual(other.Changes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StepState);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(runnable.Count, accesses.Count, changes.Count);
}
