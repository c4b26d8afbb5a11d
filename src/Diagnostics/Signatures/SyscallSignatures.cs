namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of syscall.c.</summary>
internal static class SyscallSignatures
{
    internal static IReadOnlyList<BugSignature> All { get; } = [];
}
