namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of sched.c.</summary>
internal static class SchedSignatures
{
    internal static IReadOnlyList<BugSignature> All { get; } = [];
}
