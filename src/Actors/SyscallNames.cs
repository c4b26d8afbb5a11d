using Smp.Machine;

namespace Smp.Actors;

/// <summary>System call numbers (i386's, as in include/asm-i386/unistd.h of 2.6.11) and how calls and results are written.</summary>
public static class SyscallNames
{
    /// <summary>No call: the process is taken into the kernel by a signal.</summary>
    public const int Interrupted = 0;

    /// <summary>exit(2).</summary>
    public const int Exit = 1;

    /// <summary>read(2).</summary>
    public const int Read = 3;

    /// <summary>write(2).</summary>
    public const int Write = 4;

    /// <summary>open(2).</summary>
    public const int Open = 5;

    /// <summary>close(2).</summary>
    public const int Close = 6;

    /// <summary>unlink(2).</summary>
    public const int Unlink = 10;

    /// <summary>mknod(2), of a character device.</summary>
    public const int Mknod = 14;

    /// <summary>lseek(2).</summary>
    public const int Lseek = 19;

    /// <summary>mount(2), with MS_BIND.</summary>
    public const int Mount = 21;

    /// <summary>pause(2).</summary>
    public const int Pause = 29;

    /// <summary>kill(2).</summary>
    public const int Kill = 37;

    /// <summary>dup(2).</summary>
    public const int Dup = 41;

    /// <summary>ioctl(2).</summary>
    public const int Ioctl = 54;

    /// <summary>readlink(2).</summary>
    public const int Readlink = 85;

    /// <summary>stat(2).</summary>
    public const int Stat = 106;

    /// <summary>lstat(2): stat(2) of a symbolic link itself.</summary>
    public const int Lstat = 107;

    /// <summary>fstat(2): stat(2) of an open file.</summary>
    public const int Fstat = 108;

    /// <summary>getdents(2): the names in a directory.</summary>
    public const int Getdents = 141;

    /// <summary>vhangup(2).</summary>
    public const int Vhangup = 111;

    /// <summary>nanosleep(2).</summary>
    public const int Nanosleep = 162;

    /// <summary>pread(2).</summary>
    public const int Pread = 180;

    /// <summary>pwrite(2).</summary>
    public const int Pwrite = 181;

    /// <summary>tkill(2): a signal to one thread.</summary>
    public const int Tkill = 238;

    /// <summary>init_module(2): insmod.</summary>
    public const int InitModule = 128;

    /// <summary>delete_module(2): rmmod.</summary>
    public const int DeleteModule = 129;

    /// <summary>No call of its own: a write of a number to a module's parameter in sysfs.</summary>
    public const int SysfsStore = 1000;

    /// <summary>No call of its own: a write of a text to a module's parameter in sysfs, as <c>module/parameter=text</c>.</summary>
    public const int SysfsStoreText = 1001;

    /// <summary>No call of its own: a read of a module's parameter in sysfs.</summary>
    public const int SysfsShow = 1002;

    private static readonly string[] s_errors = new string[600];

    static SyscallNames()
    {
        (int Number, string Name)[] known =
        [
            (1, "EPERM"), (2, "ENOENT"), (3, "ESRCH"), (4, "EINTR"), (5, "EIO"), (6, "ENXIO"), (8, "ENOEXEC"),
            (9, "EBADF"), (11, "EAGAIN"), (12, "ENOMEM"), (13, "EACCES"), (14, "EFAULT"), (16, "EBUSY"), (17, "EEXIST"),
            (19, "ENODEV"), (20, "ENOTDIR"), (21, "EISDIR"), (22, "EINVAL"), (24, "EMFILE"), (25, "ENOTTY"), (28, "ENOSPC"), (29, "ESPIPE"), (34, "ERANGE"), (36, "ENAMETOOLONG"), (38, "ENOSYS"),
            (40, "ELOOP"), (512, "ERESTARTSYS"),
        ];
        foreach (var (number, name) in known)
        {
            s_errors[number] = name;
        }
    }

    /// <summary><c>open("/proc/sleep", O_RDONLY)</c>.</summary>
    public static string Call(in Message m) => m.Number switch
    {
        Interrupted => "(taken into the kernel by a signal)",
        Exit => $"exit({m.A})",
        Read => $"read({m.A}, {m.C})",
        Write => $"write({m.A}, {m.C})",
        Open when m.Text is null => $"open(0x{new Address((int)m.B)}, {Flags((int)m.A)})",
        SysfsStore => $"write(/sys/module/{m.Text!.Replace("/", "/parameters/", StringComparison.Ordinal)}, {m.A})",
        SysfsStoreText => $"write(/sys/module/{m.Text!.Replace("/", "/parameters/", StringComparison.Ordinal).Replace("=", ", ", StringComparison.Ordinal)})",
        SysfsShow => $"read(/sys/module/{m.Text!.Replace("/", "/parameters/", StringComparison.Ordinal)}, {m.C})",
        Open => $"open(\"{m.Text}\", {Flags((int)m.A)})",
        Close => $"close({m.A})",
        Lseek => $"lseek({m.A}, {m.B}, {Whence(m.C)})",
        Mount => $"mount({m.Text}, MS_BIND)",
        Pause => "pause()",
        Kill => $"kill({m.A}, {m.B})",
        InitModule => $"init_module({m.Text})",
        DeleteModule => $"delete_module({m.Text}{DeleteFlags((int)m.A)})",
        Getdents => $"getdents({m.A}, {m.C})",
        Stat => $"stat(\"{m.Text}\")",
        Fstat => $"fstat({m.A})",
        Nanosleep => $"nanosleep({m.A / 1000}.{m.A % 1000:000})",
        Lstat => $"lstat(\"{m.Text}\")",
        Readlink => $"readlink(\"{m.Text}\", {m.C})",
        Unlink => $"unlink(\"{m.Text}\")",
        Dup => $"dup({m.A})",
        Mknod => $"mknod(\"{m.Text}\", c, {m.A}, {m.B})",
        Ioctl => $"ioctl({m.A}, {Command((uint)m.B)}, {m.C})",
        Vhangup => "vhangup()",
        Pread => $"pread({m.A}, {m.C & 0xffffffff}, {m.C >> 32})",
        Pwrite => $"pwrite({m.A}, {m.C & 0xffffffff}, {m.C >> 32})",
        Tkill => $"tkill({m.A}, {m.B})",
        _ => $"syscall({m.Number})",
    };

    /// <summary>A result as strace writes it: <c>= 3</c>, <c>= -1 EAGAIN</c>.</summary>
    public static string Result(long value)
        => value is < 0 and > -4096 && -value < s_errors.Length && s_errors[-value] is { } name ? $"= -{name}" : $"= {value}";

    /// <summary>A command's number by its parts: <c>_IOR(100, 0, 4)</c>.</summary>
    private static string Command(uint command)
        => $"{(command >> 30) switch { 0 => "_IO", 1 => "_IOW", 2 => "_IOR", _ => "_IOWR" }}({(command >> 8) & 0xff}, {command & 0xff}, {(command >> 16) & 0x3fff})";

    private static string DeleteFlags(int flags)
        => (flags & 0x200) != 0 ? ", O_TRUNC" : (flags & 0x800) != 0 ? "" : ", wait";

    private static string Whence(long whence) => whence switch { 0 => "SEEK_SET", 1 => "SEEK_CUR", 2 => "SEEK_END", _ => $"{whence}" };

    private static string Flags(int flags)
    {
        string access = (flags & 3) switch { 0 => "O_RDONLY", 1 => "O_WRONLY", _ => "O_RDWR" };
        return (flags & 0x800) != 0 ? access + "|O_NONBLOCK" : access;
    }
}
