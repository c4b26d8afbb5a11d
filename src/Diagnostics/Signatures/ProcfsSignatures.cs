using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of procfs1.c and procfs2.c of 2.6.</summary>
internal static class ProcfsSignatures
{
    private const string OneName =
        "Two entries may have one name, and a removal by name takes the first of them: keep the pointer and remove by it (proc_remove), and remove nothing that one has not made.";

    private const string RestOfText = "The rest of the text must be given from the offset on: an offset above 0 is not the end of the file.";

    private const string MutexAdvice = "The text and its length belong together: a mutex must be held while both are put in place, and while both are taken.";

    private const string TurnsAdvice = "Two writers must take turns: a mutex held while a text is put in place.";

    private const string CopyAdvice = "The copy must use the length that was clamped, a local variable, and not one that others store to.";

    private const string OrderAdvice = "The length may only be stored when the text is there: fetch the text first, then put both in place under a mutex.";

    private const string ClampAdvice = "The length must be clamped in a local variable and stored once, with the text, under a mutex: nobody else may see it before.";

    private static readonly InvolvedAccess s_readBuffer = new("procfile_read", "procfs_buffer");
    private static readonly InvolvedAccess s_writeBuffer = new("procfile_write", "procfs_buffer");
    // In 6.8 the same function is entered by the one that stands for ->write.
    private static readonly InvolvedAccess s_modernWriteBuffer = new("procfile_write_file", "procfs_buffer");
    private static readonly InvolvedAccess s_readSize = new("procfile_read", "procfs_buffer_size");
    private static readonly InvolvedAccess s_writeSize = new("procfile_write", "procfs_buffer_size");

    internal static IReadOnlyList<BugSignature> Procfs1 { get; } =
    [
        .. Early("PF1-1", "refcount-underflow", "proc entry helloworld"),
        .. Early("PF1-2", "eof-at-once", "proc entry helloworld"),
        .. Late("PF1-3", "proc entry helloworld"),
        new("PF1-4", "text-lost", [new("procfile_read", "page of proc_file_read")], RestOfText),
        new("PF1-4", "text-lost", [new("procfile_read_file", "page of proc_file_read")], RestOfText),
        new("PF1-5", "leftover", [new("cleanup_module", "proc entry helloworld")], OneName),
        new("PF1-5", "entry-lost", [new("init_module", "proc_root")], OneName),
    ];

    internal static IReadOnlyList<BugSignature> Procfs2 { get; } =
    [
        new("PF2-1", "out-of-bounds", [s_readBuffer], ClampAdvice),
        new("PF2-2", "out-of-bounds", [s_writeBuffer], CopyAdvice),
        new("PF2-2", "out-of-bounds", [s_modernWriteBuffer], CopyAdvice),
        new("PF2-3", "count-exceeded", [s_writeSize], "A write returns its own length, a local variable: the variable that all writers share may be another one's by then."),
        new("PF2-4", "foreign-text", [s_readBuffer], OrderAdvice),
        new("PF2-4", "foreign-text", [s_readBuffer, s_writeBuffer], OrderAdvice),
        new("PF2-4", "foreign-text", [s_readBuffer, s_modernWriteBuffer], OrderAdvice),
        new("PF2-5", "torn-text", [s_readBuffer, s_writeBuffer], MutexAdvice),
        new("PF2-5", "torn-text", [s_readBuffer, s_modernWriteBuffer], MutexAdvice),
        new("PF2-6", "mixed-text", [s_readBuffer, s_writeBuffer], TurnsAdvice),
        new("PF2-6", "mixed-text", [s_readBuffer, s_modernWriteBuffer], TurnsAdvice),
        new("PF2-7", "uninitialised-read", [s_readSize], "The length must be read once, and what was copied be what is returned."),
        new("PF2-8", "text-lost", [s_readBuffer], RestOfText),
        new("PF2-8", "text-lost", [new("procfile_read_file", "procfs_buffer")], RestOfText),
        .. Early("PF2-9", "refcount-underflow", "proc entry buffer1k"),
        .. Early("PF2-10", "wrong-errno", "proc entry buffer1k"),
        .. Late("PF2-11", "proc entry buffer1k"),
    ];

    private static BugSignature[] Early(string bug, string kind, string entry)
        => [new(bug, kind, [new InvolvedAccess("init_module", entry)], "create_proc_entry shows the entry before its fields are stored: proc_create shows it complete.")];

    private static IEnumerable<BugSignature> Late(string bug, string entry)
        => ((string[])["refcount-underflow", "use-after-free", "double-put"]).Select(kind => new BugSignature(
            bug,
            kind,
            [new InvolvedAccess("cleanup_module", entry)],
            "The kernel must not hand out an entry whose owner goes: with pde_users (2.6.24) a look-up that comes too late finds nothing, and removal waits for callers."));
}
