using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of kbleds.c.</summary>
internal static class KbledsSignatures
{
    private const string Handler = "my_timer_func";
    private const string Work = "blink";
    private const string Exit = "cleanup_module";
    private const string RaceKind = "data-race";

    private const string ArmAdvice =
        "A timer that arms itself is stopped with del_timer_sync, which waits for its function and looks again; since 6.2 timer_shutdown_sync, after which it cannot be armed.";

    private const string RunAdvice = "del_timer stops what is pending and waits for nobody: before its code goes, del_timer_sync must have seen its function end.";

    private const string OrderAdvice = "What lights the LEDs must have come to its end (del_timer_sync) before they are given back.";

    private const string LockAdvice =
        "vt_ioctl is for process context, and in 2.6 for the big kernel lock: a timer must not call it; it queues a work, and the work takes the lock.";

    private const string TerminalAdvice =
        "A pointer that others clear is read with their lock held, tested, and kept with a reference: the module must find its console once, have it open as long as it blinks, and use that one.";

    private const string SizeAdvice =
        "A pointer to a char is no pointer to an int, whatever it is cast to: the status must have as many bytes as are written, an unsigned long, which timer.data could hold itself.";

    private const string CurrentAdvice =
        "What asks who current is belongs in process context: a work of the kernel's own threads may set the LEDs, and a result that can be an error is looked at.";

    private static readonly InvolvedAccess[] s_timer = [new(Handler, "my_timer"), new(Exit, "my_timer")];

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new("KBL-1", "leftover", s_timer, ArmAdvice),
        new("KBL-1", "use-after-free", s_timer, ArmAdvice),
        new("KBL-2", "freed-text", s_timer, RunAdvice),
        .. Setting(Handler),
        .. Setting(Work),
        new("KBL-6", RaceKind, [new("setledstate", "ledioctl")], LockAdvice),
        new("KBL-6", RaceKind, [new("setledstate", "kbd_table")], LockAdvice),
        new("KBL-7", "leds-elsewhere", [new(Exit, "fg_console")], TerminalAdvice),
        .. Terminal("init_module"),
        .. Terminal(Handler),
        .. Terminal(Work),
        .. Terminal(Exit),
    ];

    /// <summary>What sets the LEDs: the timer's function, or the work that a module has for it.</summary>
    private static IEnumerable<BugSignature> Setting(string function) =>
    [
        new("KBL-3", "leds-lit", [new(function, "ledioctl"), new(Exit, "ledioctl")], OrderAdvice),
        new("KBL-4", "out-of-bounds", [new(function, "kbledstatus")], SizeAdvice),
        new("KBL-5", "leds-dark", [new(function, "signal_struct")], CurrentAdvice),
    ];

    private static IEnumerable<BugSignature> Terminal(string function)
    {
        yield return new("KBL-7", "use-after-free", [new(function, "vc_data")], TerminalAdvice);
        yield return new("KBL-7", "bad-address", [new(function, "vc_data")], TerminalAdvice);
        yield return new("KBL-7", RaceKind, [new(function, "fg_console"), new("redraw_screen", "fg_console")], TerminalAdvice);
        for (int console = 0; console < 2; console++)
        {
            foreach (string kernel in (string[])["con_open", "con_close", "con_shutdown"])
            {
                yield return new("KBL-7", RaceKind, [new(function, $"vc_data({console})"), new(kernel, $"vc_data({console})")], TerminalAdvice);
            }
        }
    }
}
