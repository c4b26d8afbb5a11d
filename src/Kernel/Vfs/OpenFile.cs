using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A struct file: one open file description, shared by those who share the descriptor.</summary>
public readonly struct OpenFile
{
    internal const int Size = 7 * Bytes;

    /// <summary>Bytes of one that has a private_data, behind the words that all have.</summary>
    internal const int SizeWithPrivateData = Size + Bytes;

    /// <summary>With the lock of its position behind that: a file of /proc where modules have proc_ops.</summary>
    internal const int SizeWithLock = SizeWithPrivateData + KernelSemaphore.Size;

    private const int Bytes = 8;
    private const long FlagsMask = 0xffffffff;
    private const long NoPread = 1L << 32;
    private const long NoPwrite = 1L << 33;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "f_flags", "f_pos", "f_inode", "f_count", "f_next", "released", "private_data"];

    internal OpenFile(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>f_flags: fixed when the file was opened.</summary>
    public OpenFlags Flags => (OpenFlags)(FlagsWord & FlagsMask);

    /// <summary>f_pos: a plain variable, read and written back by the kernel without a lock.</summary>
    public Shared<long> Position => new(_kernel.Computer, Address + (2 * Bytes));

    /// <summary>f_mode without FMODE_PREAD: pread(2) gives -ESPIPE.</summary>
    internal bool RefusesPread
    {
        get => (FlagsWord & NoPread) != 0;
        set => FlagsWord = value ? FlagsWord | NoPread : FlagsWord & ~NoPread;
    }

    /// <summary>f_mode without FMODE_PWRITE: pwrite(2) gives -ESPIPE.</summary>
    internal bool RefusesPwrite
    {
        get => (FlagsWord & NoPwrite) != 0;
        set => FlagsWord = value ? FlagsWord | NoPwrite : FlagsWord & ~NoPwrite;
    }

    /// <summary>
    /// private_data: in a tail of the struct, which is there once it is set, or from the beginning in a file made with
    /// <see cref="SizeWithPrivateData"/>. NULL in a new file, since the heap gives no address twice. Inside a step.
    /// </summary>
    internal Address PrivateData
    {
        get => new((int)_kernel.Computer.Memory.Peek(Address + Size));
        set
        {
            _kernel.Computer.Memory.SetShadow(Address + Size, Bytes, Shadow.Live);
            _kernel.Computer.Memory.Poke(Address + Size, value.Value);
        }
    }

    internal Address Operations
    {
        get => new((int)_kernel.Computer.Memory.Peek(Address));
        set => _kernel.Computer.Memory.Poke(Address, value.Value);
    }

    internal Address Inode
    {
        get => new((int)_kernel.Computer.Memory.Peek(Address + (3 * Bytes)));
        set => _kernel.Computer.Memory.Poke(Address + (3 * Bytes), value.Value);
    }

    internal long Count
    {
        get => _kernel.Computer.Memory.Peek(Address + (4 * Bytes));
        set => _kernel.Computer.Memory.Poke(Address + (4 * Bytes), value);
    }

    /// <summary>The next open file of the same /proc entry.</summary>
    internal Address Next
    {
        get => new((int)_kernel.Computer.Memory.Peek(Address + (5 * Bytes)));
        set => _kernel.Computer.Memory.Poke(Address + (5 * Bytes), value.Value);
    }

    /// <summary>How far -&gt;release has got, where procfs keeps account of it.</summary>
    internal ReleaseState Released
    {
        get => (ReleaseState)_kernel.Computer.Memory.Peek(Address + (6 * Bytes));
        set => _kernel.Computer.Memory.Poke(Address + (6 * Bytes), (long)value);
    }

    private long FlagsWord
    {
        get => _kernel.Computer.Memory.Peek(Address + Bytes);
        set => _kernel.Computer.Memory.Poke(Address + Bytes, value);
    }

    /// <summary>f_pos_lock: a mutex, there in files of <see cref="SizeWithLock"/> only.</summary>
    internal KernelSemaphore PositionLock => new(_kernel, Address + SizeWithPrivateData);

    internal void SetFlags(OpenFlags flags) => _kernel.Computer.Memory.Poke(Address + Bytes, (long)flags);
}

/// <summary>Whether -&gt;release of a file has still to run: struct pde_opener of 6.8.</summary>
internal enum ReleaseState
{
    /// <summary>Nobody has to: -&gt;open has not succeeded, or there is no -&gt;release.</summary>
    None,

    /// <summary>It is due, by whoever closes first: the last user or the removal of the entry.</summary>
    Due,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It has run.</summary>
    Done,
}
