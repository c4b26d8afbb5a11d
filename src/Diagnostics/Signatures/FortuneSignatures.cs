using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of fortune.c.</summary>
internal static class FortuneSignatures
{
    private const string GuardPage = "guard page behind fortune vmalloc";
    private const string Entry = "proc entry fortune";
    private const string Pot = "fortune vmalloc";

    private const string MutexAdvice = "One mutex must be held from the look at cookie_index to its new value: whoever comes second then sees what the first has done.";

    private const string WholeAdvice = "What a read has not taken must be given to the next one, from the offset on: an offset above 0 is not the end of the file.";

    private const string EmptyAdvice = "A reader of an empty pot gets nothing, and next_fortune stays where it is.";

    private const string EndAdvice = "The NUL must come behind the cookie, and the check must count it; only a line end at the end may be replaced.";

    private const string GoneAdvice = "The entry must be removed before the pot is freed, and the kernel must wait for callers that are inside: with pde_users (2.6.24) it does.";

    private const string FreeAdvice = "What vmalloc gave must go back with vfree, in the cleanup function and where init fails after it.";

    private const string ReadyAdvice = "What the functions of an entry work on must be set before the entry can be seen: the two indices first, then the file.";

    private static readonly InvolvedAccess s_index = new("fortune_write", "cookie_index");
    private static readonly InvolvedAccess s_cleared = new("init_module", "cookie_index");
    private static readonly InvolvedAccess s_next = new("fortune_read", "next_fortune");

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new("FTN-1", "out-of-bounds", [new("fortune_write", GuardPage)], "The room that is left is MAX_COOKIE_LENGTH - cookie_index, without the one that is added to it."),
        new(
            "FTN-2",
            "out-of-bounds",
            [s_index, new("fortune_write", GuardPage)],
            "A negative number that is compared with an unsigned one becomes a huge one: both sides must be size_t, and cookie_index be checked first."),
        new("FTN-3", "out-of-bounds", [s_index], MutexAdvice),
        new("FTN-4", "text-lost", [s_index], MutexAdvice),
        new("FTN-5", "lost-update", [s_index], MutexAdvice),
        new("FTN-6", "out-of-bounds", [new("fortune_read", GuardPage)], "The cookie must have its NUL before cookie_index says that it is there."),
        new("FTN-7", "text-twice", [s_next], "A reader must take its cookie and move next_fortune on in one section: a mutex held over both."),
        new("FTN-8", "out-of-bounds", [s_index, new("fortune_write", "unmapped page before fortune vmalloc")], "A write of no bytes must return before it ends a cookie that is not there."),
        new("FTN-9", "text-fragment", [s_next], EmptyAdvice),
        new("FTN-9", "text-fragment", [new("fortune_read_file", "")], EmptyAdvice),
        new(
            "FTN-10",
            "out-of-bounds",
            [new("fortune_read", "page of proc_file_read+0x1000/0x1000")],
            "No more than count bytes may be written to the page: scnprintf(page, count, ...), and the rest when it is asked for."),
        new("FTN-11", "leak", [new("cleanup_module", Pot)], FreeAdvice),
        new("FTN-11", "leak", [new("init_module", Pot)], FreeAdvice),
        .. Gone("use-after-free", new("fortune_read", Pot)),
        .. Gone("use-after-free", new("fortune_write", Pot)),
        .. Gone("freed-text", new("fortune_read", "text")),
        .. Gone("freed-text", new("fortune_write", "text")),
        new("FTN-13", "refcount-underflow", [new("init_module", Entry)], "An entry must be complete, with its owner, before it can be seen: proc_create()."),
        .. Gone("freed-text", new("", "text")),
        new("FTN-14", "wrong-errno", [new("init_module", Entry)], "An entry must be complete, with its functions, before it can be seen: proc_create()."),
        new("FTN-14", "out-of-bounds", [s_index, s_cleared], ReadyAdvice),
        new("FTN-14", "text-lost", [s_index, s_cleared], ReadyAdvice),
        .. Late("refcount-underflow"),
        .. Late("use-after-free"),
        .. Late("double-put"),
        new("FTN-16", "text-lost", [new("fortune_read", "page of proc_file_read")], WholeAdvice),
        new("FTN-16", "text-lost", [new("fortune_read_file", "page of proc_file_read")], WholeAdvice),
        new("FTN-17", "text-cut", [s_next], EndAdvice),
        new("FTN-17", "text-cut", [new("fortune_read_file", "")], EndAdvice),
    ];

    private static BugSignature[] Gone(string kind, InvolvedAccess access) => [new("FTN-12", kind, [access], GoneAdvice)];

    private static BugSignature[] Late(string kind)
        => [new("FTN-15", kind, [new("cleanup_module", Entry)], "The kernel must not hand out an entry whose owner goes: with pde_users (2.6.24) a look-up that comes too late finds nothing, and removal waits for callers.")];
}
