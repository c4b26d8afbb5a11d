namespace Smp.Machine;

/// <summary>What a stretch of memory is used for; decides how a report words an access to it.</summary>
public enum RegionKind
{
    /// <summary>State of the machine or the kernel (CPU control blocks, task structures).</summary>
    Control,

    /// <summary>A kernel variable.</summary>
    KernelData,

    /// <summary>A variable of a module (data or bss).</summary>
    ModuleData,

    /// <summary>Code of the kernel or a module.</summary>
    Text,

    /// <summary>Memory from the allocator.</summary>
    Heap,

    /// <summary>Memory of a process.</summary>
    User,

    /// <summary>State of a scenario that no program can see.</summary>
    Ghost,
}

/// <summary>A named stretch of memory.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Name">The symbol, or the allocation site.</param>
/// <param name="Kind">What it is used for.</param>
/// <param name="Owner">The module or process it belongs to; empty for the kernel.</param>
public sealed record Region(Address Start, int Size, string Name, RegionKind Kind, string Owner)
{
    /// <summary>Whether <paramref name="address"/> lies in the region.</summary>
    public bool Contains(Address address) => address.Value >= Start.Value && address.Value < Start.Value + Size;

    /// <summary>The name of <paramref name="address"/> relative to this region: <c>Message</c>, <c>Message+0x50/0x50</c>.</summary>
    public string Describe(Address address)
    {
        int offset = address - Start;
        return offset == 0 ? Name : $"{Name}+0x{offset:x}/0x{Size:x}";
    }
}
