namespace Smp.Traces;

/// <summary>What one agent did without another one coming between: a piece of an interleaving, as one tells it.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Cpu">The CPU it was on; negative for none.</param>
/// <param name="Lines">What is told of it, in order: steps in words, each with its number and its place in the source.</param>
public sealed record Stretch(string Agent, int Cpu, IReadOnlyList<string> Lines);
