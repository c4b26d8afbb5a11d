using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The inode of a device file on the disk: a path, the number of a device, and the device that was found by it.</summary>
/// <remarks>
/// i_cdev is set by the first open and cleared when the device is freed (include/linux/fs.h and fs/char_dev.c of 2.6.11). The
/// inode stays in memory: who opens the file again needs no look-up by number.
/// </remarks>
internal readonly struct DeviceNode
{
    internal const int Size = Inode.Size + (4 * Bytes);

    /// <summary>S_IFCHR, in i_mode.</summary>
    internal const int CharacterDevice = 0x2000;

    /// <summary>S_IFMT: where i_mode says what kind of file it is.</summary>
    internal const int TypeMask = 0xf000;

    private const int Bytes = 8;
    private const int NumberOffset = Inode.Size;
    private const int CdevOffset = NumberOffset + Bytes;
    private const int NextOffset = CdevOffset + Bytes;
    private const int PathOffset = NextOffset + Bytes;
    private const int MinorBits = 8;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = [.. Inode.Fields, "i_rdev", "i_cdev", "next", "path"];

    internal DeviceNode(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    internal Address Address { get; }

    internal Inode Inode => new(_kernel, Address);

    internal int Major => (int)Get(NumberOffset) >> MinorBits;

    /// <summary>i_cdev.</summary>
    internal Address Cdev
    {
        get => new((int)Get(CdevOffset));
        set => _kernel.Computer.Memory.Poke(Address + CdevOffset, value.Value);
    }

    /// <summary>The next node of the disk.</summary>
    internal Address Next => new((int)Get(NextOffset));

    internal int Minor => (int)Get(NumberOffset) & ((1 << MinorBits) - 1);

    /// <summary>Its path, as a hash; 0 once it has been removed, when only those who have it open know it.</summary>
    internal long Path
    {
        get => Get(PathOffset);
        set => _kernel.Computer.Memory.Poke(Address + PathOffset, value);
    }

    /// <param name="path">Its path, as a hash.</param>
    /// <param name="major">The major number.</param>
    /// <param name="minor">The minor number.</param>
    /// <param name="next">The node that comes behind it.</param>
    /// <param name="mode">Its mode; 0 for a character device that all may read and write.</param>
    internal void Initialise(long path, int major, int minor, Address next, int mode = 0)
    {
        var memory = _kernel.Computer.Memory;
        for (int i = 0; i < Size; i += Bytes)
        {
            memory.Poke(Address + i, 0);
        }

        var inode = Inode;
        inode.Mode = mode != 0 ? mode : CharacterDevice | 0x1b6;
        memory.Poke(Address + NumberOffset, (major << MinorBits) | minor);
        memory.Poke(Address + NextOffset, next.Value);
        memory.Poke(Address + PathOffset, path);
    }

    private long Get(int offset) => _kernel.Computer.Memory.Peek(Address + offset);
}
