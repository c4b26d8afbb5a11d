using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A struct file: one open file description, shared by those who share the descriptor.</summary>
public readonly struct OpenFile
{
    internal const int Size = 5 * Bytes;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    internal OpenFile(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>f_flags: fixed when the file was opened.</summary>
    public OpenFlags Flags => (OpenFlags)_kernel.Computer.Memory.Peek(Address + Bytes);

    /// <summary>f_pos: a plain variable, read and written back by the kernel without a lock.</summary>
    public Shared<long> Position => new(_kernel.Computer, Address + (2 * Bytes));

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

    internal void SetFlags(OpenFlags flags) => _kernel.Computer.Memory.Poke(Address + Bytes, (long)flags);
}
