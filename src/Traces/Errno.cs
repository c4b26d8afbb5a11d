namespace Smp.Traces;

/// <summary>Results of kernel functions: small negative numbers are errors and are shown by name.</summary>
/// <remarks>include/asm-generic/errno-base.h, errno.h and include/linux/errno.h of 2.6.11.</remarks>
internal static class Errno
{
    /// <summary><c>0</c>, <c>3</c>, <c>-EAGAIN</c>.</summary>
    internal static string Of(long result) => result switch
    {
        -1 => "-EPERM",
        -2 => "-ENOENT",
        -3 => "-ESRCH",
        -4 => "-EINTR",
        -5 => "-EIO",
        -6 => "-ENXIO",
        -9 => "-EBADF",
        -11 => "-EAGAIN",
        -12 => "-ENOMEM",
        -13 => "-EACCES",
        -14 => "-EFAULT",
        -16 => "-EBUSY",
        -17 => "-EEXIST",
        -19 => "-ENODEV",
        -22 => "-EINVAL",
        -25 => "-ENOTTY",
        -28 => "-ENOSPC",
        -38 => "-ENOSYS",
        -512 => "-ERESTARTSYS",
        _ => $"{result}",
    };
}
