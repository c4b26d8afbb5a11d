using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of sleep.c.</summary>
internal static class SleepSignatures
{
    private static readonly InvolvedAccess s_alreadyOpen = new("module_open", "Already_Open");
    private static readonly InvolvedAccess s_finished = new("module_output", "finished");
    private static readonly InvolvedAccess s_selfReference = new("module_open", "struct module");
    private static readonly InvolvedAccess s_waiters = new("module_open", "WaitQ");

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "SLP-1",
            "never",
            [s_alreadyOpen],
            "The test of Already_Open and the store that claims it must be one operation: "
                + "wait_event_interruptible(WaitQ, atomic_cmpxchg(&Already_Open, 0, 1) == 0), or a mutex held over both."),
        new("SLP-2", "nonblock-sleeps", [s_alreadyOpen], "O_NONBLOCK must be decided where the file is claimed: one atomic_cmpxchg, and -EAGAIN if it fails."),
        new("SLP-3", "livelock", [s_waiters], "The result of wait_event_interruptible must be looked at: if it is not 0, give up and return -ERESTARTSYS."),
        new("SLP-4", "wrong-errno", [new("module_open", "")], "A wait that a signal ended returns -ERESTARTSYS, and the kernel makes of it what the signal's handler asks for."),
        new("SLP-5", "text-twice", [s_finished], "Whether a reader is at the end belongs to its file position: use *offset, not a variable that all readers share."),
        new("SLP-6", "eof-at-once", [s_finished], "What one reader leaves in a static variable meets the next one: use *offset, which every open begins anew."),
        new("SLP-7", "text-lost", [s_finished], "A read that gave part of the text must go on there the next time: advance *offset by what was given."),
        new("SLP-8", "torn-text", [new("module_input", "Message"), new("module_output", "Message")], "A text must be put in place and taken as a whole: a mutex held over both."),
        new("SLP-9", "fault-hidden", [new("module_output", "")], "The results of put_user and get_user must be looked at, and -EFAULT returned."),
        new("SLP-9", "fault-hidden", [new("module_input", "")], "The results of put_user and get_user must be looked at, and -EFAULT returned."),
        new("SLP-10", "early-release", [s_alreadyOpen], "Only the one holder may free the file: with a claim that cannot be given twice, close frees what its opener claimed."),
        new("SLP-11", "refcount-underflow", [s_selfReference], "A module takes no reference to itself: the owner of its entry is pinned before its code is entered."),
        new("SLP-11", "use-after-free", [s_selfReference], "A module takes no reference to itself: the owner of its entry is pinned before its code is entered."),
        new("SLP-12", "freed-text", [new("module_close", "struct module")], "The last reference must not be dropped by the code that it protects: leave it to the caller, who drops it after the return."),
        new("SLP-12", "freed-text", [s_selfReference], "The last reference must not be dropped by the code that it protects: leave it to the caller, who drops it after the return."),
        .. Removed("leftover", s_waiters),
        .. Removed("hung-task", new("cleanup_module", "proc entry sleep"), s_waiters),
        .. Removed("freed-text", new InvolvedAccess("module_open", "text")),
        new("SLP-14", "refcount-underflow", [new("init_module", "proc entry sleep")], "An entry must be complete, with its owner, before it can be seen: proc_create()."),
        new("SLP-15", "never", [new("init_module", "proc entry sleep")], "An entry must be complete, with its operations, before it can be seen: proc_create()."),
        new("SLP-16", "wrong-errno", [new("module_permission", "")], "A permission hook tests the bits of its mask; for O_RDWR it is asked for both at once."),
        .. Late("refcount-underflow"),
        .. Late("use-after-free"),
        .. Late("double-put"),
    ];

    private static BugSignature[] Removed(string kind, params InvolvedAccess[] accesses)
        => [new("SLP-13", kind, accesses, "Who waits inside must be sent away with an error before the module goes, and removal must wait until they have left.")];

    private static BugSignature[] Late(string kind)
        => [new("SLP-17", kind, [new("cleanup_module", "proc entry sleep")], "The kernel must not hand out an entry whose owner goes: with pde_users (2.6.24) a look-up that comes too late finds nothing, and removal waits for callers.")];
}
