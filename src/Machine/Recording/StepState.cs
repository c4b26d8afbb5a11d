namespace Smp.Machine;

/// <summary>A word of memory that a step left with another value.</summary>
/// <param name="Address">The word.</param>
/// <param name="Value">What it holds now.</param>
public readonly record struct ChangedWord(Address Address, long Value);

/// <summary>What stood around a step of a recorded run: who could have taken it, and what it changed.</summary>
/// <param name="Runnable">The agents that could have stepped, by number.</param>
/// <param name="Changes">The words it changed, by address.</param>
public sealed record StepState(IReadOnlyList<int> Runnable, IReadOnlyList<ChangedWord> Changes);
