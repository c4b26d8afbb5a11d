using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A struct proc_dir_entry of 2.6.11: visible from the moment it is linked, whatever its fields say then. A module fills
/// the fields one store at a time.
/// </summary>
/// <remarks>
/// The last words are there only in the entries that need them: of a module that has a write_proc, of directories, of
/// symbolic links, and of what stands in a directory of its own.
/// </remarks>
public readonly struct ProcDirEntry
{
    /// <summary>Bytes that every entry has.</summary>
    internal const int Size = 17 * Bytes;

    /// <summary>Bytes of one that has the last words too.</summary>
    internal const int LongSize = 22 * Bytes;

    /// <summary>S_IFDIR of a mode.</summary>
    internal const int DirectoryType = 0x4000;

    /// <summary>S_IFLNK of a mode.</summary>
    internal const int LinkType = 0xa000;

    private const int Bytes = 8;
    private const int TypeMask = 0xf000;
    private const int ParentWord = 19;
    private const int SubdirWord = 20;
    private const int TargetWord = 21;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } =
    [
        "", "name", "count", "owner", "proc_iops", "proc_fops", "mode", "uid", "gid", "size", "inode", "deleted", "pde_users",
        "pde_unload_lock", "pde_unload_completion", "pde_openers", "read_proc",
    ];

    /// <summary>The same for an entry that has the last words.</summary>
    internal static IReadOnlyList<string> LongFields { get; } = [.. Fields, "write_proc", "data", "parent", "subdir", "target"];

    internal ProcDirEntry(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives; NULL if there was no memory for it.</summary>
    public Address Address { get; }

    /// <summary>Whether this is C's NULL.</summary>
    public bool IsNull => Address.IsNull;

    /// <summary>The module that is pinned while an inode of the entry is alive.</summary>
    public Shared<long> Owner => Field(3);

    /// <summary>The inode operations an inode gets when it is made.</summary>
    public Shared<long> ProcIops => Field(4);

    /// <summary>The file operations an inode gets when it is made.</summary>
    public Shared<long> ProcFops => Field(5);

    /// <summary>Mode bits.</summary>
    public Shared<long> Mode => Field(6);

    /// <summary>Owner of the file.</summary>
    public Shared<long> Uid => Field(7);

    /// <summary>Group of the file.</summary>
    public Shared<long> Gid => Field(8);

    /// <summary>The size that stat shows.</summary>
    public Shared<long> FileSize => Field(9);

    /// <summary>The read function of an entry with default operations: a pointer to a <see cref="ReadProcFunction"/>.</summary>
    public Shared<long> ReadProc => Field(16);

    /// <summary>
    /// The write function of an entry with default operations: a pointer to a <see cref="WriteProcFunction"/>. Only of a
    /// module that declares such a function.
    /// </summary>
    public Shared<long> WriteProc => Field(17);

    /// <summary>What its functions are given as <c>void *data</c>: where <see cref="WriteProc"/> is.</summary>
    public Shared<long> Data => Field(18);

    internal long Next
    {
        get => Memory.Peek(Address);
        set => Memory.Poke(Address, value);
    }

    internal long NameHash
    {
        get => Memory.Peek(Address + Bytes);
        set => Memory.Poke(Address + Bytes, value);
    }

    internal long Count
    {
        get => Memory.Peek(Address + (2 * Bytes));
        set => Memory.Poke(Address + (2 * Bytes), value);
    }

    internal long OwnerNow => Memory.Peek(Owner.Address);

    internal long Inode
    {
        get => Memory.Peek(Address + (10 * Bytes));
        set => Memory.Poke(Address + (10 * Bytes), value);
    }

    internal bool Deleted
    {
        get => Memory.Peek(Address + (11 * Bytes)) != 0;
        set => Memory.Poke(Address + (11 * Bytes), value ? 1 : 0);
    }

    /// <summary>Whether it has the last words: the allocator knows how long it is, so that looking is no access of a step.</summary>
    internal bool IsLong => Memory.ShadowOf(Address + Size) != Shadow.None;

    /// <summary>The directory it is in; NULL for /proc itself.</summary>
    internal ProcDirEntry Parent
    {
        get => new(_kernel, IsLong ? new Address((int)Memory.Peek(Address + (ParentWord * Bytes))) : Address.Null);
        set => Memory.Poke(Address + (ParentWord * Bytes), value.Address.Value);
    }

    /// <summary>The head of the list of what is in it, if it is a directory.</summary>
    internal Address Subdir => Address + (SubdirWord * Bytes);

    /// <summary>Where the text of a symbolic link is, with a NUL after it.</summary>
    internal Address Target
    {
        get => new((int)Memory.Peek(Address + (TargetWord * Bytes)));
        set => Memory.Poke(Address + (TargetWord * Bytes), value.Value);
    }

    /// <summary>Whether it is a directory.</summary>
    internal bool IsDirectory => (Memory.Peek(Mode.Address) & TypeMask) == DirectoryType;

    /// <summary>Whether it is a symbolic link.</summary>
    internal bool IsLink => (Memory.Peek(Mode.Address) & TypeMask) == LinkType;

    /// <summary>How many bytes it takes.</summary>
    internal int Length => IsLong ? LongSize : Size;

    /// <summary>How many callers are inside its methods (pde_users).</summary>
    internal long Users
    {
        get => Memory.Peek(Address + (12 * Bytes));
        set => Memory.Poke(Address + (12 * Bytes), value);
    }

    internal Address UsersWord => Address + (12 * Bytes);

    /// <summary>Whether its removal has begun: no new callers.</summary>
    internal bool Unloading
    {
        get => Memory.Peek(Address + (13 * Bytes)) != 0;
        set => Memory.Poke(Address + (13 * Bytes), value ? 1 : 0);
    }

    /// <summary>The task that waits, for the callers to leave or for -&gt;release to end; +1, 0 for none.</summary>
    internal long Waiter
    {
        get => Memory.Peek(Address + (14 * Bytes));
        set => Memory.Poke(Address + (14 * Bytes), value);
    }

    /// <summary>The first of the files open on it.</summary>
    internal Address Files
    {
        get => new((int)Memory.Peek(Address + (15 * Bytes)));
        set => Memory.Poke(Address + (15 * Bytes), value.Value);
    }

    private KernelMemory Memory => _kernel.Computer.Memory;

    private Shared<long> Field(int word) => new(_kernel.Computer, Address + (word * Bytes));
}
