namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of sleep.c.</summary>
internal static class SleepSignatures
{
    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "SLP-1",
            "never",
            [new("module_open", "Already_Open")],
            "The test of Already_Open and the store that claims it must be one operation: "
                + "wait_event_interruptible(WaitQ, atomic_cmpxchg(&Already_Open, 0, 1) == 0), or a mutex held over both."),
    ];
}
