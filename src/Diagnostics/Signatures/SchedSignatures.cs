using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of sched.c.</summary>
internal static class SchedSignatures
{
    private const string StopAdvice =
        "A flag does not stop a work that has already looked at it: cancel_delayed_work must be repeated, with flush_workqueue between, "
        + "until it was the timer that it stopped, and the work must always queue itself; since 2.6.23 cancel_delayed_work_sync does that.";

    private const string BufferAdvice =
        "The text is copied to the reader after the function has returned: it must be made in the page that the reader brings, not in a buffer that all readers share.";

    private const string CounterAdvice = "A counter that others look at is read and written marked: READ_ONCE and WRITE_ONCE, or an atomic_t.";

    private static readonly InvolvedAccess[] s_stopFlag = [new("intrpt_routine", "die"), new("cleanup_module", "die")];

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new("SCH-1", "leftover", s_stopFlag, StopAdvice),
        new("SCH-1", "use-after-free", s_stopFlag, StopAdvice),
        new("SCH-2", "torn-text", [new("procfile_read", "my_buffer")], BufferAdvice),
        new("SCH-2", "torn-text", [new("procfile_read_file", "my_buffer")], BufferAdvice),
        new(
            "SCH-3",
            "uninitialised-read",
            [new("", "page of proc_file_read")],
            "A pointer given in *start is told from a number by comparing it with the page: the text must be in the page, and *start stay NULL."),
        new("SCH-5", "bad-address", [new("init_module", "Task")], "The result of create_workqueue must be tested: without a queue the module must not start its work."),
        new("SCH-6", "text-lost", [new("procfile_read", "my_buffer")], "The rest of the text must be given from the offset on: an offset above 0 is not the end of the file."),
        new("SCH-6", "text-lost", [new("procfile_read_file", "my_buffer")], "The rest of the text must be given from the offset on: an offset above 0 is not the end of the file."),
        new("SCH-4", "data-race", [new("intrpt_routine", "TimerIntrpt"), new("procfile_read", "TimerIntrpt")], CounterAdvice),
        new("SCH-4", "data-race", [new("intrpt_routine", "TimerIntrpt"), new("procfile_read_file", "TimerIntrpt")], CounterAdvice),
        new("SCH-7", "refcount-underflow", [new("init_module", "proc entry sched")], "An entry must be complete, with its owner, before it can be seen: proc_create()."),
        .. Late("refcount-underflow"),
        .. Late("use-after-free"),
        .. Late("double-put"),
        new(
            "SCH-8",
            "eof-at-once",
            [new("init_module", "proc entry sched")],
            "create_proc_entry shows the entry before its read_proc is stored: proc_create shows it complete."),
    ];

    private static BugSignature[] Late(string kind)
        => [new("SCH-9", kind, [new InvolvedAccess("cleanup_module", "proc entry sched")], "The kernel must not hand out an entry whose owner goes: with pde_users (2.6.24) a look-up that comes too late finds nothing, and removal waits for callers.")];
}
