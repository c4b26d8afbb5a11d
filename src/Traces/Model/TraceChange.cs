namespace Smp.Traces;

/// <summary>A word of memory that a step left with another value.</summary>
/// <param name="Word">Its number in <see cref="TraceHeader.Memory"/>.</param>
/// <param name="Value">What it holds after the step.</param>
/// <param name="Pointee">What that points to, by name; empty if to nothing named.</param>
public sealed record TraceChange(int Word, long Value, string Pointee);
