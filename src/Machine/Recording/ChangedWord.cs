namespace Smp.Machine;

/// <summary>A word of memory that a step left with another value.</summary>
/// <param name="Address">The word.</param>
/// <param name="Value">What it holds now.</param>
public readonly record struct ChangedWord(Address Address, long Value);
