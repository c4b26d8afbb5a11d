using Smp.Kernel;

namespace Smp.Modules;

/// <summary>
/// What <see cref="ChardevIoctl"/> and <see cref="ChardevIoctlFixed"/> have in common: their names, and the header that a user
/// program includes, with the numbers of the commands.
/// </summary>
public abstract class ChardevIoctlModule : KernelModule
{
    /// <summary>The name of the device, and of the module.</summary>
    public const string DeviceName = "char_dev";

    /// <summary>MAJOR_NUM: fixed, because the commands have it in their numbers.</summary>
    public const int MajorNum = 100;

    /// <summary>How long the device's message may be.</summary>
    protected const int BufLen = 80;

    /// <summary>The module, not loaded yet.</summary>
    protected ChardevIoctlModule(LinuxKernel kernel)
        : base(kernel, DeviceName)
        => DeclareChrdev();

    /// <summary>IOCTL_SET_MSG: the argument points to the text.</summary>
    public virtual uint SetMsg => IoctlNumber.Ior(MajorNum, 0, SizeOfPointer);

    /// <summary>IOCTL_GET_NTH_BYTE.</summary>
    public uint GetNthByte => IoctlNumber.Iowr(MajorNum, 2, sizeof(int));

    /// <summary>Whether the argument of IOCTL_GET_NTH_BYTE points to the index, and the byte comes back there; else the argument is the index.</summary>
    public virtual bool NthByteInMemory => false;

    /// <summary>IOCTL_GET_MSG: the argument points to a buffer of the user program.</summary>
    /// <param name="room">How large the buffer is.</param>
    public virtual uint GetMsg(int room) => IoctlNumber.Ior(MajorNum, 1, SizeOfPointer);

    /// <summary>A struct file_operations with device_ioctl where each kernel has it: under the big kernel lock up to 2.6.35, without after.</summary>
    protected FileOperations Operations(IoctlFunction ioctl, OpenFunction open, OpenFunction release, ReadWriteFunction read, ReadWriteFunction write, bool owner)
        => Generation == KernelGeneration.V68
            ? FileOperationsWithIoctl("Fops", null, ioctl, open, release, read, write, owner)
            : FileOperationsWithIoctl("Fops", ioctl, null, open, release, read, write, owner);
}
