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
    /// <summary>The table: one list a module of the documents.</summary>
    public static IReadOnlyList<BugSignature> All { get; } =
    [
        .. SleepSignatures.All,
        .. SchedSignatures.All,
        .. SyscallSignatures.All,
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
