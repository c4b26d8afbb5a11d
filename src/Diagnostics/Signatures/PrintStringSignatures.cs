using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of print_string.c.</summary>
internal static class PrintStringSignatures
{
    private const string Function = "print_string";

    private const string ReferenceAdvice =
        "current->signal->tty is read with a reference taken in the same breath: get_current_tty, and tty_kref_put at the end; before 2.6.28, by opening /dev/tty.";

    private static readonly InvolvedAccess s_terminal = new(Function, "terminal");

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new("PST-1", "use-after-free", [new(Function, "signal_struct")], ReferenceAdvice),
        .. from kernel in (string[])["release_dev", "tty_release", "do_tty_hangup"]
           select new BugSignature("PST-1", "data-race", [new(Function, "signal_struct"), new(kernel, "signal_struct")], ReferenceAdvice),
        new("PST-2", "mixed-output", [s_terminal], "A line and its end are one text: one call, under the terminal's write lock, which write(2) holds as well."),
        new("PST-3", "output-lost", [s_terminal], "A driver takes what it has room for and says how much that was: the rest must be given to it again when there is room."),
    ];
}
