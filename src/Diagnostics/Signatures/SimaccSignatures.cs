using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of simacc.c.</summary>
internal static class SimaccSignatures
{
    private const string LimitAdvice = "The length must be limited, not only looked at: without its else the second assignment undoes the first.";

    private const string LastAdvice = "The number that the end of the buffer cuts off must be added after the loop.";

    private const string ShortAdvice =
        "What does not fit must be refused, or the sum be kept per open file: a short write makes the program send the rest as a write of its own.";

    private const string NumberAdvice = "The sum must be published as a number, in one store (WRITE_ONCE), and its text be made by whoever reads.";

    private const string OnceAdvice = "What a file shows must be made once, when it is opened: single_open.";

    private const string EarlyAdvice = "All that the file shows and calls must be there before the file is: the variables first, then proc_create().";

    private static readonly InvolvedAccess s_entry = new("init_module", "proc entry simacc");
    private static readonly InvolvedAccess s_read = new("simacc_read", "result");
    private static readonly InvolvedAccess s_write = new("simacc_write", "result");
    private static readonly InvolvedAccess s_writeFile = new("simacc_write_file", "result");
    private static readonly InvolvedAccess s_init = new("init_module", "result");

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new("SIM-1", "out-of-bounds", [new("simacc_write", "input_buf+0x400/0x400")], "A buffer for n characters and a NUL has n + 1 bytes."),
        new("SIM-2", "out-of-bounds", [new("simacc_write", "input_buf")], LimitAdvice),
        new("SIM-2", "out-of-bounds", [new("simacc_write_file", "input_buf")], LimitAdvice),
        new("SIM-3", "out-of-bounds", [new("simacc_write", "result+0x10/0x10")], "An unsigned long of 64 bits has up to 20 digits: 21 bytes for its text, and snprintf to be sure."),
        new("SIM-4", "mixed-input", [new("simacc_write", "input_buf")], "Each call needs a buffer of its own for its input (memdup_user_nul), or a mutex around copying and adding up."),
        new("SIM-5", "torn-text", [s_read, s_write], NumberAdvice),
        new("SIM-5", "torn-text", [s_read, s_writeFile], NumberAdvice),
        new("SIM-6", "number-ignored", [new("simacc_read", "")], LastAdvice),
        new("SIM-6", "number-ignored", [new("simacc_read_file", "")], LastAdvice),
        new("SIM-6", "number-ignored", [new("simacc_show", "")], LastAdvice),
        new("SIM-7", "sum-replaced", [new("simacc_read", "")], ShortAdvice),
        new("SIM-7", "sum-replaced", [new("simacc_show", "")], ShortAdvice),
        new("SIM-7", "sum-replaced", [new("simacc_read_file", "")], ShortAdvice),
        new("SIM-8", "text-changed", [s_read, s_write], OnceAdvice),
        new("SIM-8", "text-changed", [s_read, s_writeFile], OnceAdvice),
        new("SIM-9", "wrong-errno", [s_entry], EarlyAdvice),
        new("SIM-9", "eof-at-once", [s_entry], EarlyAdvice),
        new("SIM-9", "foreign-text", [s_read], EarlyAdvice),
        new("SIM-9", "foreign-text", [s_read, s_init], EarlyAdvice),
        .. Unfinished("foreign-text"),
        .. Unfinished("stale-text"),
        .. Unfinished("torn-text"),
    ];

    private static BugSignature[] Unfinished(string kind)
        => [new("SIM-9", kind, [s_read, s_write, s_init], EarlyAdvice), new("SIM-9", kind, [s_read, s_writeFile, s_init], EarlyAdvice)];
}
