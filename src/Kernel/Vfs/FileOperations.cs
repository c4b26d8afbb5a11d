using Smp.Machine;

namespace Smp.Kernel;

/// <summary>-&gt;open and -&gt;release.</summary>
public delegate KTask<int> OpenFunction(Inode inode, OpenFile file);

/// <summary>-&gt;read and -&gt;write: the number of bytes, or a negative errno. The position is the caller's copy of f_pos.</summary>
public delegate KTask<long> ReadWriteFunction(OpenFile file, Address buffer, long length, LocalLong offset);

/// <summary>inode_operations-&gt;permission: 0, or a negative errno. The mask is 4 to read, 2 to write, 6 for both.</summary>
public delegate KTask<int> PermissionFunction(Inode inode, int mask);

/// <summary>A struct file_operations in memory: function pointers that can be stale (include/linux/fs.h of 2.6.11).</summary>
public readonly struct FileOperations
{
    /// <summary>Bytes it takes.</summary>
    public const int Size = 5 * Bytes;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "open", "release", "read", "write"];

    /// <summary>The same for a struct proc_ops (include/linux/proc_fs.h of 6.8), which has flags instead of an owner.</summary>
    internal static IReadOnlyList<string> ProcOpsFields { get; } = ["", "proc_open", "proc_release", "proc_read", "proc_write"];

    internal FileOperations(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    internal Address Owner => At(0);

    internal Address Open => At(1);

    internal Address Release => At(2);

    internal Address Read => At(3);

    internal Address Write => At(4);

    internal void Initialise(Address owner, Address open, Address release, Address read, Address write)
    {
        Set(0, owner);
        Set(1, open);
        Set(2, release);
        Set(3, read);
        Set(4, write);
    }

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
