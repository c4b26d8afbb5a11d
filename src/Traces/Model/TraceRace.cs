namespace Smp.Traces;

/// <summary>The two accesses of a data race.</summary>
/// <param name="Address">The address they meet at.</param>
/// <param name="Size">How many bytes the later one touched.</param>
/// <param name="Earlier">The number of the step that made the earlier one.</param>
/// <param name="Later">The number of the step that made the later one.</param>
public sealed record TraceRace(string Address, int Size, int Earlier, int Later);
