using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A record of getdents(2): the name of a file and the number of its inode.</summary>
/// <remarks>
/// struct linux_dirent of fs/readdir.c of 2.6.11: two longs, the length of the record in two bytes, the name with a NUL, and
/// the type (S_IFMT &gt;&gt; 12) in the last byte; whole longs.
/// </remarks>
/// <param name="Name">The name.</param>
/// <param name="Type">The type bits of its mode.</param>
/// <param name="Length">Bytes of the record.</param>
public readonly record struct DirectoryRecord(string Name, int Type, int Length)
{
    private const int TypeShift = 12;

    /// <summary>Bytes of a record for a name, on a machine whose longs have <paramref name="longSize"/> bytes.</summary>
    public static int LengthFor(string name, int longSize)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ((2 * longSize) + 2 + name.Length + 2 + longSize - 1) / longSize * longSize;
    }

    /// <summary>The record that the kernel has stored at <paramref name="address"/>. The memory must be the reader's own.</summary>
    public static DirectoryRecord At(Computer computer, Address address, int longSize)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var memory = computer.Memory;
        int length = memory.Read<byte>(address + (2 * longSize)) | (memory.Read<byte>(address + ((2 * longSize) + 1)) << 8);
        var name = new StringBuilder();
        for (int i = (2 * longSize) + 2; memory.Read<byte>(address + i) is not 0 and var c; i++)
        {
            name.Append((char)c);
        }

        return new DirectoryRecord(name.ToString(), memory.Read<byte>(address + (length - 1)) << TypeShift, length);
    }

    internal void Store(KernelMemory memory, Address to, int longSize, long inode, long offset)
    {
        for (int i = 0; i < Length; i++)
        {
            int ofName = i - (2 * longSize) - 2;
            int value = i < longSize ? (int)(inode >> (8 * i))
                : i < 2 * longSize ? (int)(offset >> (8 * (i - longSize)))
                : ofName < 0 ? Length >> (8 * (ofName + 2))
                : ofName < Name.Length ? Name[ofName]
                : i == Length - 1 ? Type >> TypeShift
                : 0;
            memory.Write(to + i, (byte)value);
        }
    }
}
