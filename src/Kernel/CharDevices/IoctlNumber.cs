namespace Smp.Kernel;

/// <summary>
/// The numbers of ioctl commands: whom they belong to, which of his they are, and how large what their pointer leads to is
/// and which way it goes.
/// </summary>
/// <remarks>
/// After include/asm-i386/ioctl.h of 2.6.11, the same in 6.8: number in bits 0 to 7, type in 8 to 15, size in 16 to 29,
/// direction in 30 and 31, as the user program sees it. Nothing in the kernel checks that a call is what its number says.
/// </remarks>
public static class IoctlNumber
{
    private const int TypeShift = 8;
    private const int SizeShift = 16;
    private const int DirectionShift = 30;
    private const uint Write = 1;
    private const uint Read = 2;
    private const int SizeMask = 0x3fff;

    /// <summary>_IO(type, number): no argument.</summary>
    public static uint Io(int type, int number) => Make(0, type, number, 0);

    /// <summary>_IOR(type, number, size): the user program reads.</summary>
    public static uint Ior(int type, int number, int size) => Make(Read, type, number, size);

    /// <summary>_IOW(type, number, size): the user program writes.</summary>
    public static uint Iow(int type, int number, int size) => Make(Write, type, number, size);

    /// <summary>_IOWR(type, number, size): both.</summary>
    public static uint Iowr(int type, int number, int size) => Make(Read | Write, type, number, size);

    /// <summary>_IOC_NR(command).</summary>
    public static int NumberOf(uint command) => (int)(command & 0xff);

    /// <summary>_IOC_TYPE(command).</summary>
    public static int TypeOf(uint command) => (int)((command >> TypeShift) & 0xff);

    /// <summary>_IOC_SIZE(command).</summary>
    public static int SizeOf(uint command) => (int)((command >> SizeShift) & SizeMask);

    /// <summary>Whether the user program gets something from the kernel: _IOC_DIR(command) &amp; _IOC_READ.</summary>
    public static bool Reads(uint command) => ((command >> DirectionShift) & Read) != 0;

    /// <summary>Whether the user program gives something to the kernel: _IOC_DIR(command) &amp; _IOC_WRITE.</summary>
    public static bool Writes(uint command) => ((command >> DirectionShift) & Write) != 0;

    private static uint Make(uint direction, int type, int number, int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, SizeMask);
        return (direction << DirectionShift) | ((uint)size << SizeShift) | ((uint)type << TypeShift) | (uint)number;
    }
}
