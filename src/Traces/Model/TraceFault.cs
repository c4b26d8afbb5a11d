using Smp.Machine;

namespace Smp.Traces;

/// <summary>An access that failed, with what a report says of the memory it went to.</summary>
/// <param name="Kind">How it failed.</param>
/// <param name="IsWrite">Whether it would have written.</param>
/// <param name="Address">Where, as a 32-bit kernel prints it.</param>
/// <param name="Size">How many bytes.</param>
/// <param name="Region">The object it lies in or just after; empty if there is none.</param>
/// <param name="RegionKind">What that object is.</param>
/// <param name="Owner">The module or process the object belongs to; empty for the kernel.</param>
/// <param name="RegionStart">The object's first byte, printed alike.</param>
/// <param name="RegionSize">Its length in bytes.</param>
/// <param name="Offset">Bytes from the object's first byte to the access.</param>
public sealed record TraceFault(
    FaultKind Kind,
    bool IsWrite,
    string Address,
    int Size,
    string Region,
    RegionKind RegionKind,
    string Owner,
    string RegionStart,
    int RegionSize,
    int Offset);
