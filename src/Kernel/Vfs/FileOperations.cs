using Smp.Machine;

namespace Smp.Kernel;

/// <summary>-&gt;open and -&gt;release.</summary>
public delegate KTask<int> OpenFunction(Inode inode, OpenFile file);

/// <summary>-&gt;read and -&gt;write: the number of bytes, or a negative errno. The position is the caller's copy of f_pos.</summary>
public delegate KTask<long> ReadWriteFunction(OpenFile file, Address buffer, long length, LocalLong offset);

/// <summary>-&gt;llseek: the new position, or a negative errno.</summary>
public delegate KTask<long> SeekFunction(OpenFile file, long offset, Whence whence);

/// <summary>
/// -&gt;ioctl and -&gt;unlocked_ioctl: what the user program gets, or a negative errno. The argument is a number or an address.
/// </summary>
public delegate KTask<long> IoctlFunction(OpenFile file, uint command, long argument);

/// <summary>inode_operations-&gt;permission: 0, or a negative errno. The mask is 4 to read, 2 to write, 6 for both.</summary>
public delegate KTask<int> PermissionFunction(Inode inode, int mask);

/// <summary>A struct file_operations in memory: function pointers that can be stale (include/linux/fs.h of 2.6.11).</summary>
public readonly struct FileOperations
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = 5 * Bytes;

    /// <summary>Bytes of one that has the methods after these too: the others stand in a tail, where there is any of them.</summary>
    internal const int SizeWithTail = 6 * Bytes;

    /// <summary>Bytes of one that has methods for ioctl(2) too, behind that tail.</summary>
    internal const int SizeWithIoctl = 8 * Bytes;

    internal const int OpenWord = 1;
    internal const int ReleaseWord = 2;
    internal const int ReadWord = 3;
    internal const int WriteWord = 4;
    internal const int LlseekWord = 5;
    internal const int IoctlWord = 6;
    internal const int UnlockedIoctlWord = 7;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "open", "release", "read", "write"];

    /// <summary>The same for a struct proc_ops (include/linux/proc_fs.h of 6.8), which has flags instead of an owner.</summary>
    internal static IReadOnlyList<string> ProcOpsFields { get; } = ["", "proc_open", "proc_release", "proc_read", "proc_write"];

    /// <summary>The same for one with a tail.</summary>
    internal static IReadOnlyList<string> FieldsWithTail { get; } = [.. Fields, "llseek"];

    /// <summary>The same for one with methods for ioctl(2).</summary>
    internal static IReadOnlyList<string> FieldsWithIoctl { get; } = [.. FieldsWithTail, "ioctl", "unlocked_ioctl"];

    /// <summary>The same for a struct proc_ops with a tail.</summary>
    internal static IReadOnlyList<string> ProcOpsFieldsWithTail { get; } = [.. ProcOpsFields, "proc_lseek"];

    internal FileOperations(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    internal Address Owner => At(0);

    internal Address Open => At(OpenWord);

    internal Address Release => At(ReleaseWord);

    internal Address Read => At(ReadWord);

    internal Address Write => At(WriteWord);

    internal Address Llseek => HasTail ? At(LlseekWord) : Address.Null;

    /// <summary>Whether it is one with methods for ioctl(2): in one without, the kernel would find NULL there.</summary>
    internal bool HasIoctl => SizeHere >= SizeWithIoctl;

    internal Address Ioctl => At(IoctlWord);

    internal Address UnlockedIoctl => At(UnlockedIoctlWord);

    private bool HasTail => SizeHere >= SizeWithTail;

    private int SizeHere => _kernel.Computer.Memory.RegionNear(Address) is { } region && region.Start == Address ? region.Size : 0;

    internal void InitialiseIoctl(Address ioctl, Address unlockedIoctl)
    {
        Set(IoctlWord, ioctl);
        Set(UnlockedIoctlWord, unlockedIoctl);
    }

    internal void Initialise(Address owner, Address open, Address release, Address read, Address write)
    {
        Set(0, owner);
        Set(OpenWord, open);
        Set(ReleaseWord, release);
        Set(ReadWord, read);
        Set(WriteWord, write);
    }

    internal void InitialiseTail(Address llseek) => Set(LlseekWord, llseek);

    /// <summary>Where the pointer to a method stands.</summary>
    internal Address PointerAt(int word) => Address + (word * Bytes);

    private Address At(int word) => new((int)_kernel.Computer.Memory.Peek(Address + (word * Bytes)));

    private void Set(int word, Address value) => _kernel.Computer.Memory.Poke(Address + (word * Bytes), value.Value);
}

/// <summary>A struct inode_operations in memory.</summary>
public readonly struct InodeOperations
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = 8;

    private readonly LinuxKernel _kernel;

    internal InodeOperations(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    internal Address Permission => new((int)_kernel.Computer.Memory.Peek(Address));

    internal void Initialise(Address permission) => _kernel.Computer.Memory.Poke(Address, permission.Value);
}
