using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of the chardev.c that has an ioctl.</summary>
internal static class ChardevIoctlSignatures
{
    private const string OwnerAdvice =
        "Code of the module is too late to hold the module: with .owner = THIS_MODULE in its file_operations the kernel takes the reference before it enters.";

    private const string CursorAdvice =
        "Who moves the cursor and who sets it back must keep out of each other's way: a mutex held over the whole read and the whole write.";

    private const string TornAdvice = "A message must be put in place as a whole and read as a whole: one mutex held over both.";

    private const string HalfLockAdvice =
        "The big kernel lock that ->ioctl runs under keeps nobody out who does not take it: one mutex for all who touch the message, read and write too.";

    private const string CountAdvice =
        "A flag that one process at a time may set is claimed with one atomic operation, and given back by the only one who has it.";

    private const string Message = "Message";

    private static readonly InvolvedAccess s_open = new("device_open", "Device_Open");
    private static readonly InvolvedAccess s_release = new("device_release", "Device_Open");
    private static readonly InvolvedAccess s_read = new("device_read", Message);
    private static readonly InvolvedAccess s_write = new("device_write", Message);
    private static readonly InvolvedAccess s_ioctl = new("device_ioctl", Message);
    private static readonly InvolvedAccess s_behind = new("device_read", "Message+0x50/0x50");
    private static readonly InvolvedAccess s_indexed = new("device_ioctl", "Message+0x50/0x50");
    private static readonly InvolvedAccess s_answer = new("device_ioctl", "");

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "IOC-1",
            "never",
            [s_open],
            "The test of Device_Open and the increment must be one operation: atomic_cmpxchg(&Device_Open, 0, 1), or mutex_trylock(). "
                + "2.6.11 still called ->open under the big kernel lock; newer kernels do not."),
        new("IOC-2", "text-lost", [new("device_read", "Message_Ptr"), new("device_write", "Message_Ptr")], CursorAdvice),
        new("IOC-2", "text-lost", [s_read, s_write], CursorAdvice),
        .. Each("IOC-3", [s_read, s_write], TornAdvice, "torn-text", "foreign-text"),
        .. Each("IOC-4", [s_ioctl, s_read, s_write], "Two writers must come one after the other: one mutex held over the whole message, however it comes.", "torn-text", "foreign-text"),
        new("IOC-5", "out-of-bounds", [s_behind], "A message of 80 characters has no room for its NUL: take BUF_LEN - 1 and terminate it."),
        new("IOC-6", "old-tail", [s_read], "The new message ends where its last character is: a NUL must be stored behind it."),
        new("IOC-7", "out-of-bounds", [s_indexed], "An index that a user program gives must be compared with the length of the array, and -EINVAL returned."),
        new("IOC-8", "user-overflow", [s_answer], "The kernel must be told how large the buffer is: in a struct with the pointer, or in the size that the number of the command has."),
        new("IOC-9", "double-fetch", [new("device_ioctl", DoubleFetch.UserMemory)], "User memory is fetched once, into a buffer of the kernel's, and only that is looked at: strndup_user()."),
        new("IOC-10", "fault-hidden", [s_answer], "The results of get_user and put_user must be looked at, and -EFAULT returned."),
        .. Each("IOC-11", [s_ioctl, s_read], HalfLockAdvice, "torn-text", "foreign-text"),
        .. Each("IOC-12", [new("", "Fops")], OwnerAdvice, "use-after-free", "freed-text"),
        .. Each(
            "IOC-13",
            [new("device_open", "struct module")],
            "The result of try_module_get must be looked at; but before that counts it is too late: .owner = THIS_MODULE.",
            "use-after-free",
            "freed-text",
            "refcount-underflow"),
        .. Each(
            "IOC-14",
            [new("device_release", "struct module")],
            "The last reference must not be dropped by the code that it protects: with .owner = THIS_MODULE the kernel drops it after the return.",
            "freed-text",
            "use-after-free"),
        new("IOC-15", "busy-for-ever", [s_release], CountAdvice),
        new("IOC-15", "busy-for-ever", [s_open], CountAdvice),
        new("IOC-15", "busy-for-ever", [s_open, s_release], CountAdvice),
        new("IOC-16", "wrong-errno", [s_answer], "The switch needs a default: -ENOTTY for a command that the driver does not know."),
        new("IOC-17", "wrong-errno", [s_ioctl], "A result below 0 is an error to user programs: the character goes out by put_user, and the result says only whether that worked."),
    ];

    private static IEnumerable<BugSignature> Each(string bug, InvolvedAccess[] accesses, string advice, params string[] kinds)
        => kinds.Select(kind => new BugSignature(bug, kind, accesses, advice));
}
