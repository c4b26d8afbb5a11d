using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Accesses that memory refuses: after a free, out of bounds, of nothing, of what nobody has written, and calls into
/// code that is gone. What KASAN and the page-fault handler see.
/// </summary>
public sealed class MemoryDetector : IDetector
{
    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public bool WantsSteps => false;

    /// <summary>The shadow of memory is the machine's own state: nothing to add.</summary>
    public ulong? Digest => 0;

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer) => null;

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault)
    {
        ArgumentNullException.ThrowIfNull(computer);
        string kind = fault is { Kind: FaultKind.UseAfterFree, Operation: Operation.Allocate } ? "double-free" : KindOf(fault.Kind);

        // The subject must be the same with and without a recorder, which alone gives heap objects their names.
        var region = computer.Memory.RegionNear(fault.Address);
        string subject = region is null ? fault.Address.ToString() : region.Locate(fault.Address);
        return new Finding(Name, kind, subject, $"{kind} in {computer.Memory.NameOf(fault.Address)} by {computer.Agents[fault.Agent].Name}", fault.Agent) { Fault = fault };
    }

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;

    private static string KindOf(FaultKind kind) => kind switch
    {
        FaultKind.BadAddress => "bad-address",
        FaultKind.OutOfBounds => "out-of-bounds",
        FaultKind.UseAfterFree => "use-after-free",
        FaultKind.Uninitialised => "uninitialised-read",
        _ => "freed-text",
    };
}
