using Smp.Machine;

namespace Smp.Traces;

/// <summary>A word of memory that the run touches.</summary>
/// <param name="Name">Its name: <c>Already_Open</c>, <c>sleep.state</c>.</param>
/// <param name="Kind">What the memory it lies in is used for.</param>
/// <param name="Owner">The module or process it belongs to; empty for the kernel.</param>
/// <param name="Value">What it held before the first step.</param>
/// <param name="Pointee">What that points to, by name; empty if to nothing named.</param>
public sealed record TraceWord(string Name, RegionKind Kind, string Owner, long Value, string Pointee)
{
    /// <summary>Whether it is a piece of an array of bytes: a text, mostly.</summary>
    public bool IsBytes { get; init; }
}
