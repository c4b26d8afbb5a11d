using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of the 2.6 guide's procfs3.c.</summary>
internal static class Procfs3Signatures
{
    private const string Entry = "proc entry buffer2k";
    private const string SelfAdvice = "A module takes no reference to itself: the owner of its entry is pinned before its code is entered, and dropped after its last instruction.";

    private static readonly InvolvedAccess s_finished = new("procfs_read", "finished");
    private static readonly InvolvedAccess s_readSize = new("procfs_read", "procfs_buffer_size");
    private static readonly InvolvedAccess s_writeSize = new("procfs_write", "procfs_buffer_size");
    private static readonly InvolvedAccess s_readText = new("procfs_read", "procfs_buffer");
    private static readonly InvolvedAccess s_writeText = new("procfs_write", "procfs_buffer");

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new("PF3-1", "text-twice", [s_finished], "Whether a reader is at the end belongs to its file position: use *offset, not a variable that all readers share."),
        new("PF3-2", "eof-after-fault", [s_finished], "A read that failed has given nothing: only *offset, moved on by what was copied, says how far a reader is."),
        new("PF3-3", "eof-at-once", [s_finished], "What one reader leaves in a static variable meets the next one: use *offset, which every open begins anew."),
        new("PF3-4", "count-exceeded", [new("procfs_read", "")], "No more may be copied than the reader asked for: min(length, what is left)."),
        .. Counted("wrong-length"),
        .. Counted("foreign-text"),
        .. Counted("count-exceeded"),
        new("PF3-6", "count-exceeded", [s_writeSize], "A write must return the length that it has stored: a local variable, not one that the next writer changes."),
        .. Fetched(s_readText),
        .. Fetched(s_readText, s_writeText),
        new("PF3-8", "torn-text", [s_readText, s_writeText], "A text must be put in place and taken as a whole: a mutex held over both."),
        new("PF3-9", "refcount-underflow", [new("procfs_open", "struct module")], SelfAdvice),
        new("PF3-9", "use-after-free", [new("procfs_open", "struct module")], SelfAdvice),
        new("PF3-9", "freed-text", [new("procfs_open", "struct module")], SelfAdvice),
        new("PF3-9", "freed-text", [new("procfs_close", "struct module")], SelfAdvice),
        new("PF3-10", "wrong-errno", [new("module_permission", "")], "A permission hook tests the bits of its mask; for O_RDWR it is asked for both at once."),
        new("PF3-11", "refcount-underflow", [new("init_module", Entry)], "An entry must be complete, with its owner, before it can be seen: proc_create()."),
        new("PF3-12", "wrong-errno", [new("init_module", Entry)], "An entry must be complete, with its operations, before it can be seen: proc_create()."),
        .. Late("refcount-underflow"),
        .. Late("use-after-free"),
        .. Late("double-put"),
    ];

    private static BugSignature[] Counted(string kind)
        => [new("PF3-5", kind, [s_readSize], "A read must return the length that it has copied: load the size once, into a local variable, under the lock of the buffer.")];

    private static BugSignature[] Fetched(params InvolvedAccess[] accesses)
        => [new("PF3-7", "foreign-text", accesses, "The size must not be published before the text is there: fetch the input to memory of one's own, and put text and size in place together.")];

    private static BugSignature[] Late(string kind)
        => [new("PF3-13", kind, [new InvolvedAccess("cleanup_module", Entry)], "The kernel must not hand out an entry whose owner goes: with pde_users (2.6.24) a look-up that comes too late finds nothing, and removal waits for callers.")];
}
