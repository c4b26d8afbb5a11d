using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>What a complaint of the kernel is about: which accesses led to it.</summary>
internal static class ComplaintCause
{
    internal static Evidence Explain(Recording recording, Finding finding) => finding.Kind switch
    {
        "refcount-underflow" or "double-put" => ReferenceCause.Find(recording, finding.Agent) ?? Bare(recording, finding),
        "nonblock-sleeps" or "leftover" => Stale(recording, finding) ?? Bare(recording, finding),
        _ => Bare(recording, finding),
    };

    /// <summary>The last value of the module that was read, changed by somebody else, and relied on all the same.</summary>
    private static Evidence? Stale(Recording recording, Finding finding)
        => StaleRead.FindLast(recording, finding.Agent) is { } stale ? FindingAnalyst.ExplainStale(recording, stale) : null;

    /// <summary>The module function the agent is in or has just left, and the object.</summary>
    private static Evidence Bare(Recording recording, Finding finding)
    {
        string function = Evidence.LastModuleFunction(recording, finding.Agent);
        string target = finding.Object.IsNull ? "" : Evidence.Symbol(recording, finding.Object);
        string text = char.ToUpperInvariant(finding.Message[0]) + finding.Message[1..] + ".";
        return new Evidence([new InvolvedAccess(function, target)], text, []);
    }
}
