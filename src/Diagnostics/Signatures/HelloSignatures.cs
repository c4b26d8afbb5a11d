using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of hello-5.c and of the modules that show the life of a module.</summary>
internal static class HelloSignatures
{
    private const string ReadyTooSoon = "ready_too_soon";
    private const string RegisterLast = "What others can find is registered last in init, after all that can fail.";

    private static readonly InvolvedAccess[] s_failedInit = [new("init_module", "struct module")];

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "H5-1",
            "never",
            [new("init_module", "myint")],
            "insmod sets the parameters, then their files are there, and only then init runs: it sees what somebody writes in between. What only insmod may set gets the mode 0444, or 0.") { Module = "hello_5" },
        new("L-6", "use-after-free", s_failedInit, RegisterLast) { Module = ReadyTooSoon },
        new("L-6", "freed-text", s_failedInit, RegisterLast) { Module = ReadyTooSoon },
        new("L-9", "torn-log", [new("init_module", "log_buf")], "A line must be one call of printk(): nothing can come between the parts of one text."),
    ];
}
