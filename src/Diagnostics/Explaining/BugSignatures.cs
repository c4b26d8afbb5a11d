using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>How a catalogued bug is recognised: by what happened and which accesses it happened to, never by the scenario.</summary>
/// <param name="Bug">The bug's name in the catalogue.</param>
/// <param name="Kind">The kind of finding.</param>
/// <param name="Accesses">The accesses involved, all of them.</param>
/// <param name="Advice">What the module should have done, as a sentence.</param>
public sealed record BugSignature(string Bug, string Kind, IReadOnlyList<InvolvedAccess> Accesses, string Advice);

/// <summary>The signatures of all catalogued bugs, shared by all scenarios.</summary>
public static class BugSignatures
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "SLP-1",
            "never",
            [new("module_open", "Already_Open")],
            "The test of Already_Open and the store that claims it must be one operation: "
                + "wait_event_interruptible(WaitQ, atomic_cmpxchg(&Already_Open, 0, 1) == 0), or a mutex held over both."),
    ];

    /// <summary>The signature that fits; null if none does.</summary>
    public static BugSignature? Match(string kind, IReadOnlyList<InvolvedAccess> accesses)
    {
        foreach (var signature in All)
        {
            if (signature.Kind == kind && signature.Accesses.Count == accesses.Count && signature.Accesses.All(accesses.Contains))
            {
                return signature;
            }
        }

        return null;
    }
}
