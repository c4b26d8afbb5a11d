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

    /// <summary>Pages from vmalloc: mapped while they are in use, and only then.</summary>
    Vmalloc,

    /// <summary>Addresses with nothing behind them: a guard page.</summary>
    Unmapped,
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

    private const int WordSize = sizeof(long);

    /// <summary>What reports call it in place of <see cref="Name"/>, which says what kind of thing it is; empty for that.</summary>
    public string Title { get; init; } = "";

    /// <summary>The names of its words, in order; empty where a word has none, as the first of an object mostly has not.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>
    /// The name of <paramref name="address"/> relative to this region: <c>Message</c>, <c>Message+0x50/0x50</c>,
    /// <c>cat/2.TIF_SIGPENDING</c>.
    /// </summary>
    public string Describe(Address address)
    {
        int offset = address - Start;
        int word = offset / WordSize;
        return offset >= 0 && offset % WordSize == 0 && word < Fields.Count && Fields[word].Length != 0
            ? $"{(Title.Length == 0 ? Name : Title)}.{Fields[word]}"
            : offset == 0 && Title.Length != 0 ? Title : Locate(address);
    }

    /// <summary>The same without names of fields, by which findings are told apart: <c>Message+0x50/0x50</c>.</summary>
    public string Locate(Address address)
    {
        int offset = address - Start;
        return offset == 0 ? Name : $"{Name}+0x{offset:x}/0x{Size:x}";
    }
}
