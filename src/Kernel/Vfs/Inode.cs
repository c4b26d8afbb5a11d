using Smp.Machine;

namespace Smp.Kernel;

/// <summary>An inode: what a path look-up gives, alive as long as somebody uses it.</summary>
public readonly struct Inode
{
    internal const int Size = 5 * Bytes;

    /// <summary>Bytes of one that stat(2) can be asked about, on a machine with <see cref="Directories"/>.</summary>
    internal const int SizeWithAttributes = Size + (4 * Bytes);

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "i_op", "i_fop", "pde", "i_mode"];

    /// <summary>The same for one of <see cref="SizeWithAttributes"/>.</summary>
    internal static IReadOnlyList<string> FieldsWithAttributes { get; } = [.. Fields, "i_nlink", "i_uid", "i_gid", "i_size"];

    internal Inode(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>How many use it (of its dentry). Inside a step.</summary>
    internal long Users
    {
        get => _kernel.Computer.Memory.Peek(Address);
        set => _kernel.Computer.Memory.Poke(Address, value);
    }

    internal Address InodeOperations
    {
        get => new((int)_kernel.Computer.Memory.Peek(Address + Bytes));
        set => _kernel.Computer.Memory.Poke(Address + Bytes, value.Value);
    }

    internal Address FileOperations
    {
        get => new((int)_kernel.Computer.Memory.Peek(Address + (2 * Bytes)));
        set => _kernel.Computer.Memory.Poke(Address + (2 * Bytes), value.Value);
    }

    /// <summary>i_mode, copied from the entry when the inode was made.</summary>
    internal long Mode
    {
        get => _kernel.Computer.Memory.Peek(Address + (4 * Bytes));
        set => _kernel.Computer.Memory.Poke(Address + (4 * Bytes), value);
    }

    /// <summary>i_nlink: there, as the three that follow, in an inode of <see cref="SizeWithAttributes"/>.</summary>
    internal long Links
    {
        get => _kernel.Computer.Memory.Peek(Address + Size);
        set => _kernel.Computer.Memory.Poke(Address + Size, value);
    }

    /// <summary>i_uid.</summary>
    internal long Uid
    {
        get => _kernel.Computer.Memory.Peek(Address + Size + Bytes);
        set => _kernel.Computer.Memory.Poke(Address + Size + Bytes, value);
    }

    /// <summary>i_gid.</summary>
    internal long Gid
    {
        get => _kernel.Computer.Memory.Peek(Address + Size + (2 * Bytes));
        set => _kernel.Computer.Memory.Poke(Address + Size + (2 * Bytes), value);
    }

    /// <summary>i_size.</summary>
    internal long FileSize
    {
        get => _kernel.Computer.Memory.Peek(Address + Size + (3 * Bytes));
        set => _kernel.Computer.Memory.Poke(Address + Size + (3 * Bytes), value);
    }

    /// <summary>S_ISDIR(i_mode).</summary>
    internal bool IsDirectory => (Mode & 0xf000) == ProcDirEntry.DirectoryType;

    internal Address ProcEntry
    {
        get => new((int)_kernel.Computer.Memory.Peek(Address + (3 * Bytes)));
        set => _kernel.Computer.Memory.Poke(Address + (3 * Bytes), value.Value);
    }
}
