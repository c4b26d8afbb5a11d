namespace Smp.Machine;

/// <summary>An agent that could take a step now, and the operation that the step begins with.</summary>
/// <param name="Agent">The agent's number.</param>
/// <param name="Operation">The operation it is about to take.</param>
/// <param name="Object">The object of that operation; NULL if it has none.</param>
public readonly record struct Pending(int Agent, Operation Operation, Address Object);
