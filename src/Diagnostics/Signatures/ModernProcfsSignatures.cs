using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of the modern procfs1.c, procfs2.c and procfs3.c.</summary>
internal static class ModernProcfsSignatures
{
    private const string Mutex = "a mutex held over all of it.";

    private static readonly InvolvedAccess s_hello = new("procfile_read", "");
    private static readonly InvolvedAccess s_buffer = new("procfile_write", "procfs_buffer");
    private static readonly InvolvedAccess s_size = new("procfile_write", "procfs_buffer_size");
    private static readonly InvolvedAccess s_read = new("procfs_read", "procfs_buffer");
    private static readonly InvolvedAccess s_readSize = new("procfs_read", "procfs_buffer_size");
    private static readonly InvolvedAccess s_write = new("procfs_write", "procfs_buffer");
    private static readonly InvolvedAccess s_writeSize = new("procfs_write", "procfs_buffer_size");
    private static readonly InvolvedAccess s_selfReference = new("procfs_open", "struct module");

    /// <summary>Those of the read function that procfs1.c and procfs2.c have word for word.</summary>
    internal static IReadOnlyList<BugSignature> Hello { get; } =
    [
        new("MP1-1", "user-overflow", [s_hello], "No more may be copied than the reader asked for: simple_read_from_buffer() looks at the length."),
        new("MP1-2", "nul-delivered", [s_hello], "The NUL ends the string and is no part of its text: the length is sizeof(s) - 1."),
        new("MP1-3", "fault-hidden", [s_hello], "A copy that failed is -EFAULT; 0 is the end of the file, and there the copy has not failed."),
    ];

    internal static IReadOnlyList<BugSignature> Procfs2 { get; } =
    [
        .. Hello,
        new("MP2-1", "out-of-bounds", [s_buffer], "The length must be clamped in a local variable, and that variable be what is copied."),
        new("MP2-2", "foreign-log", [s_size], "The place of the NUL is this call's own length, in a local variable, and stored before anybody else may write: " + Mutex),
        new("MP2-3", "first-byte-wiped", [s_buffer], "The array needs a byte more than the longest text, for the NUL: with a mask the NUL comes to the beginning."),
        new("MP2-4", "out-of-bounds", [new("procfile_write", "procfs_buffer+0x400/0x400")], "The array must have a NUL behind the longest text, which no write reaches, and be printed under the mutex or from a copy."),
        new("MP2-5", "count-exceeded", [s_size], "A write returns its own length, from a local variable."),
        new("MP2-6", "changed-by-failure", [s_buffer], "The text is copied to memory of the call's own first (memdup_user_nul), and put in place when all of it is there."),
        new("MP2-7", "torn-text", [s_buffer], "A text must be put in place as a whole: " + Mutex),
        new("MP2-7", "foreign-log", [s_buffer], "A text must be put in place as a whole: " + Mutex),
        new("MP2-8", "foreign-log", [s_buffer, new("procfile_write", "log_buf")], "What is printed must be the call's own copy, which nobody else can change."),
        new("MP2-9", "foreign-text", [s_hello], "A read must give what was written: the array, and not a text of its own."),
        new("MP2-10", "chunk-lost", [s_buffer], "A write goes where its offset says: simple_write_to_buffer() does that."),
    ];

    internal static IReadOnlyList<BugSignature> Procfs3 { get; } =
    [
        new("MP3-1", "text-cut", [s_readSize], "How much a reader wants is its own affair: the smaller of the two numbers belongs in a local variable."),
        new("MP3-2", "user-overflow", [s_readSize], "What is copied to a reader is the number that was compared with its length: a local variable."),
        new("MP3-3", "count-exceeded", [s_readSize], "A read returns, and goes on by, what it copied: a local variable."),
        new("MP3-4", "count-exceeded", [s_writeSize], "A write returns, and goes on by, what it copied: a local variable."),
        new("MP3-5", "foreign-text", [s_read], "The length may be stored when the bytes are there, and not before: copy first, and then store both under a mutex."),
        new("MP3-6", "torn-text", [s_read, s_write], "A text must be put in place and taken as a whole: " + Mutex),
        new("MP3-6", "foreign-text", [s_read, s_write], "A text must be put in place and taken as a whole: " + Mutex),
        new("MP3-7", "text-lost", [s_read], "A read goes on from its offset: an offset above 0 is not the end of the file, and at the end it stays where it is."),
        new("MP3-7", "text-twice", [s_readSize], "A read goes on from its offset: an offset above 0 is not the end of the file, and at the end it stays where it is."),
        new("MP3-8", "refcount-underflow", [s_selfReference], "A module takes no reference to itself: procfs counts who is inside, and removal waits for them."),
        new("MP3-9", "freed-text", [new("procfs_close", "struct module")], "The last reference must not be dropped by the code that it protects; procfs needs none."),
        new("MP3-10", "entry-lost", [new("init_module", "proc_root")], "Who could not make an entry has none to remove: return the error, and remove by the pointer, never by a name."),
    ];
}
