namespace Smp.Kernel;

/// <summary>Flags of open(2) (include/asm-i386/fcntl.h).</summary>
[Flags]
public enum OpenFlags
{
    /// <summary>O_RDONLY.</summary>
    ReadOnly = 0,

    /// <summary>O_WRONLY.</summary>
    WriteOnly = 1,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,

    /// <summary>O_NONBLOCK.</summary>
    NonBlock = 0x800,
}
