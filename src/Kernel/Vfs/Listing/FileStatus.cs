using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What stat(2) says of a file: a struct stat, in words of 8 bytes each.</summary>
/// <remarks>
/// cp_new_stat of fs/stat.c of 2.6.11, with the fields that the model knows. Every file was changed last when the machine
/// was booted; what the date is then is for the user program to say.
/// </remarks>
/// <param name="Mode">st_mode: type and permission bits.</param>
/// <param name="Links">st_nlink.</param>
/// <param name="Uid">st_uid.</param>
/// <param name="Gid">st_gid.</param>
/// <param name="Device">st_rdev of a device file: major &lt;&lt; 8 | minor.</param>
/// <param name="Size">st_size, in bytes.</param>
/// <param name="Blocks">st_blocks, of 512 bytes.</param>
public readonly record struct FileStatus(int Mode, long Links, long Uid, long Gid, int Device, long Size, long Blocks)
{
    /// <summary>Bytes that it takes in memory.</summary>
    public const int StructSize = 7 * Bytes;

    /// <summary>S_IFMT: where a mode says what kind of file it is.</summary>
    public const int TypeMask = 0xf000;

    /// <summary>S_IFREG.</summary>
    public const int RegularType = 0x8000;

    /// <summary>S_IFDIR.</summary>
    public const int DirectoryType = ProcDirEntry.DirectoryType;

    /// <summary>S_IFCHR.</summary>
    public const int CharacterType = DeviceNode.CharacterDevice;

    /// <summary>S_IFBLK.</summary>
    public const int BlockType = 0x6000;

    /// <summary>S_IFIFO.</summary>
    public const int FifoType = 0x1000;

    /// <summary>S_IFLNK.</summary>
    public const int LinkType = ProcDirEntry.LinkType;

    /// <summary>Blocks of a directory of the disk: one page.</summary>
    internal const int DirectoryBlocks = 8;

    private const int Bytes = 8;

    /// <summary>Whether it is of a type: <see cref="DirectoryType"/>.</summary>
    public bool Is(int type) => (Mode & TypeMask) == type;

    /// <summary>A struct stat as the kernel has stored it at <paramref name="address"/>. The memory must be the reader's own.</summary>
    public static FileStatus At(Computer computer, Address address)
    {
        ArgumentNullException.ThrowIfNull(computer);
        long Word(int i) => computer.Memory.Read<long>(address + (i * Bytes));
        return new FileStatus((int)Word(0), Word(1), Word(2), Word(3), (int)Word(4), Word(5), Word(6));
    }

    internal void Store(KernelMemory memory, Address to)
    {
        memory.Poke(to, Mode);
        memory.Poke(to + Bytes, Links);
        memory.Poke(to + (2 * Bytes), Uid);
        memory.Poke(to + (3 * Bytes), Gid);
        memory.Poke(to + (4 * Bytes), Device);
        memory.Poke(to + (5 * Bytes), Size);
        memory.Poke(to + (6 * Bytes), Blocks);
    }
}
