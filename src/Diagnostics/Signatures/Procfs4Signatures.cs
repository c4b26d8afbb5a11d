using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of procfs4.c, of the 2.6 guide and of the modern one.</summary>
internal static class Procfs4Signatures
{
    private static readonly InvolvedAccess s_entry = new("init_module", "proc entry iter");

    internal static IReadOnlyList<BugSignature> Procfs4 { get; } =
    [
        .. Common("PF4"),
        new("PF4-4", "missing-file", [new("init_module", "")], "The result of create_proc_entry must be tested: without its file the module must not be loaded, -ENOMEM."),
        .. Unpinned("use-after-free", new InvolvedAccess("", "inode of /proc/iter")),
        .. Unpinned("use-after-free", s_entry),
        .. Unpinned("refcount-underflow", new InvolvedAccess("cleanup_module", "struct module")),
        new("PF4-6", "eof-at-once", [s_entry], "create_proc_entry shows the entry before its proc_fops is stored: proc_create shows it complete."),
    ];

    internal static IReadOnlyList<BugSignature> ModernProcfs4 { get; } =
    [
        .. Common("MP4"),
        new(
            "MP4-4",
            "entry-lost",
            [new("init_module", "proc_root")],
            "remove_proc_entry removes whatever entry has that name: where proc_create failed there is nothing of the module's to remove."),
    ];

    private static BugSignature[] Common(string module) =>
    [
        .. Counter(module, new InvolvedAccess("my_seq_next", "counter")),
        .. Counter(module, new InvolvedAccess("my_seq_next", "counter"), new InvolvedAccess("my_seq_show", "counter")),
        new(
            $"{module}-2",
            "out-of-bounds",
            [new("my_seq_show", "counter")],
            "A variable must be read as what it is: an unsigned long has four bytes on a 32-bit kernel, a loff_t always eight; print it with %lu."),
        new(
            $"{module}-3",
            "text-twice",
            [new("my_seq_start", "*pos")],
            "start must leave *pos alone at the end: seq_read of later kernels hands it the position itself, which then begins anew."),
    ];

    private static BugSignature[] Counter(string module, params InvolvedAccess[] accesses)
        => [new(
            $"{module}-1",
            "same-number",
            accesses,
            "The lock of a seq_file is that of one open file: what all readers share must be taken and counted in one operation, atomic_long_inc_return, and kept with the open file.")];

    private static BugSignature[] Unpinned(string kind, InvolvedAccess access)
        => [new(
            "PF4-5",
            kind,
            [access],
            "The owner of the file operations pins the module only from the open to the close, and is itself read from the module: the entry must have an owner, "
                + "so that its inode pins the module as long as anybody has it; since 2.6.24 the kernel counts callers instead.")];
}
