namespace Smp.Exploration;

/// <summary>Where a replayed schedule no longer fits the program.</summary>
/// <param name="Choice">The choice, from 0.</param>
/// <param name="Step">The step it belongs to, from 1.</param>
/// <param name="Message">Both sides in words: what the token says, what is there.</param>
public sealed record Divergence(int Choice, int Step, string Message);
