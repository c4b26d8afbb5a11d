namespace Smp.Kernel;

/// <summary>Error numbers (include/asm-generic/errno-base.h and errno.h). Kernel functions return them negated.</summary>
public static class Errno
{
    /// <summary>Operation not permitted.</summary>
    public const int EPERM = 1;

    /// <summary>No such file or directory.</summary>
    public const int ENOENT = 2;

    /// <summary>No such process.</summary>
    public const int ESRCH = 3;

    /// <summary>Interrupted system call.</summary>
    public const int EINTR = 4;

    /// <summary>I/O error.</summary>
    public const int EIO = 5;

    /// <summary>No such device or address.</summary>
    public const int ENXIO = 6;

    /// <summary>Bad file number.</summary>
    public const int EBADF = 9;

    /// <summary>Try again; also EWOULDBLOCK.</summary>
    public const int EAGAIN = 11;

    /// <summary>Out of memory.</summary>
    public const int ENOMEM = 12;

    /// <summary>Permission denied.</summary>
    public const int EACCES = 13;

    /// <summary>Bad address.</summary>
    public const int EFAULT = 14;

    /// <summary>Device or resource busy.</summary>
    public const int EBUSY = 16;

    /// <summary>File exists.</summary>
    public const int EEXIST = 17;

    /// <summary>No such device.</summary>
    public const int ENODEV = 19;

    /// <summary>Not a directory.</summary>
    public const int ENOTDIR = 20;

    /// <summary>Is a directory.</summary>
    public const int EISDIR = 21;

    /// <summary>Invalid argument.</summary>
    public const int EINVAL = 22;

    /// <summary>Too many open files.</summary>
    public const int EMFILE = 24;

    /// <summary>Not a device that has this command.</summary>
    public const int ENOTTY = 25;

    /// <summary>No space left on device: a text that is too long.</summary>
    public const int ENOSPC = 28;

    /// <summary>Illegal seek.</summary>
    public const int ESPIPE = 29;

    /// <summary>Numerical result out of range.</summary>
    public const int ERANGE = 34;

    /// <summary>File name too long.</summary>
    public const int ENAMETOOLONG = 36;

    /// <summary>Function not implemented.</summary>
    public const int ENOSYS = 38;

    /// <summary>Too many symbolic links encountered.</summary>
    public const int ELOOP = 40;

    /// <summary>Restart the call after the signal; never seen by user programs.</summary>
    public const int ERESTARTSYS = 512;

    /// <summary>Restart the call unless the signal has a handler; never seen by user programs.</summary>
    public const int ERESTARTNOHAND = 514;

    /// <summary>No command of this number; never seen by user programs.</summary>
    public const int ENOIOCTLCMD = 515;
}
