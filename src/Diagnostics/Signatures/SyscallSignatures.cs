namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of syscall.c.</summary>
internal static class SyscallSignatures
{
    private const string Stealing = "Nothing tells the module who is between the table entry and its own last instruction: "
        + "it must not put itself into the table at all, but register with a service whose removal waits for those who are inside.";

    private const string Chain = "Modules that patch one pointer can only be removed in the reverse order of their loading, and nothing makes sure of that: "
        + "the kernel must keep the list of those who want to be called, under a lock.";

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "SYS-1",
            "bad-address",
            [new("our_sys_open", "original_call")],
            "original_call must be visible before the table entry is: smp_store_release() on the entry, or not storing to the table at all."),
        new(
            "SYS-2",
            "hook-unreachable",
            [new("init_module", "sys_call_table")],
            "Loading the entry and storing it must be one operation: cmpxchg() in a loop, or one lock for all who patch the table; init functions run without module_mutex."),
        new("SYS-3", "freed-text", [new("cleanup_module", "original_call"), new("system_call", "sys_call_table")], Chain),
        new("SYS-4", "hook-unreachable", [new("cleanup_module", "original_call"), new("cleanup_module", "sys_call_table")], Chain),
        new("SYS-5", "freed-text", [new("our_sys_open", "original_call")], Chain),
        new("SYS-6", "freed-text", [new("our_sys_open", "pipe_wait")], Stealing),
        new("SYS-6", "freed-text", [new("our_sys_open", "filename")], Stealing),
        new("SYS-7", "freed-text", [new("system_call", "sys_call_table")], Stealing),
        new("SYS-7", "freed-text", [new("our_sys_open", "text")], Stealing),
        new(
            "SYS-8",
            "torn-log",
            [new("our_sys_open", "log_buf")],
            "A line must be built in a buffer and given to printk() in one call."),
        new(
            "SYS-9",
            "wrong-log",
            [new("our_sys_open", "filename")],
            "The name must be copied from user memory once, and that copy both logged and opened: a hook in front of open(2) cannot do that, the kernel behind getname() can."),
        new(
            "SYS-10",
            "soft-lockup",
            [new("our_sys_open", "filename")],
            "The loop must end after PATH_MAX bytes, and when get_user() says that it could not read."),
        new(
            "SYS-11",
            "wrong-log",
            [new("our_sys_open", "uid")],
            "uid must be loaded once (READ_ONCE) into a local variable that is both compared and printed."),
        new(
            "SYS-12",
            "hook-unreachable",
            [new("cleanup_module", "sys_call_table"), new("init_module", "sys_call_table")],
            "The test of the entry and its restoring must be one operation, cmpxchg(), or under one lock for all who patch the table."),
    ];
}
