namespace Smp.Scenarios;

/// <summary>A step that a session has taken.</summary>
/// <param name="Agent">Who took it.</param>
/// <param name="Values">How its data choices were answered.</param>
public sealed record ShellStep(int Agent, IReadOnlyList<int> Values);
