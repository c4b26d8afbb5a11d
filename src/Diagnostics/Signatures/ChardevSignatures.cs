using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of chardev.c.</summary>
internal static class ChardevSignatures
{
    private const string OwnerAdvice =
        "Code of the module is too late to hold the module: with .owner = THIS_MODULE in its file_operations the kernel takes the reference before it enters.";

    private const string CountAdvice =
        "A flag that one process at a time may set is claimed with one atomic operation, and given back by the only one who has it.";

    private static readonly InvolvedAccess s_open = new("device_open", "Device_Open");
    private static readonly InvolvedAccess s_release = new("device_release", "Device_Open");
    private static readonly InvolvedAccess s_refused = new("device_open", "struct module");
    private static readonly InvolvedAccess s_dropped = new("device_release", "struct module");

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "CHR-1",
            "never",
            [s_open],
            "The test of Device_Open and the increment must be one operation: atomic_cmpxchg(&Device_Open, 0, 1), or mutex_trylock(). "
                + "2.6.11 still called ->open under the big kernel lock; newer kernels do not."),
        new("CHR-2", "text-twice", [new("device_read", "msg_Ptr")], "Who takes a character and who moves the cursor must be one: a mutex held over the whole read."),
        new(
            "CHR-3",
            "torn-text",
            [new("device_open", "msg"), new("device_read", "msg")],
            "Nobody may make the text anew while somebody reads it: a device that really only one process has, or a text of its own for each open file."),
        new("CHR-4", "fault-hidden", [new("device_read", "")], "The result of put_user must be looked at, and -EFAULT returned."),
        new("CHR-5", "use-after-free", [new("", "fops")], OwnerAdvice),
        new("CHR-5", "freed-text", [new("", "fops")], OwnerAdvice),
        .. Each("CHR-6", [s_refused], "The result of try_module_get must be looked at; but before that counts it is too late: .owner = THIS_MODULE.", "use-after-free", "freed-text", "refcount-underflow"),
        .. Each("CHR-7", [s_dropped], "The last reference must not be dropped by the code that it protects: with .owner = THIS_MODULE the kernel drops it after the return.", "freed-text", "use-after-free"),
        new("CHR-8", "busy-for-ever", [s_release], CountAdvice),
        new("CHR-8", "busy-for-ever", [s_open], CountAdvice),
        new("CHR-8", "busy-for-ever", [s_open, s_release], CountAdvice),
    ];

    private static IEnumerable<BugSignature> Each(string bug, InvolvedAccess[] accesses, string advice, params string[] kinds)
        => kinds.Select(kind => new BugSignature(bug, kind, accesses, advice));
}
