using Smp.Machine;

namespace Smp.Traces;

/// <summary>A failed access in the kernel's voice: an Oops where the hardware notices, else in the words of KASAN.</summary>
internal static class FaultReport
{
    private const string Rule = "==================================================================";

    /// <summary>The lines of the report.</summary>
    internal static IEnumerable<string> Lines(Trace trace, TraceFinding finding, TraceFault fault, KernelVoice voice)
    {
        var step = trace.Steps.LastOrDefault(s => s.Fault.Length != 0 && (finding.Agent < 0 || s.Agent == finding.Agent))
            ?? trace.Steps.LastOrDefault(s => finding.Agent < 0 || s.Agent == finding.Agent);
        if (step is null)
        {
            return [$"smp: {finding.Kind}: {finding.Message}"];
        }

        // Where nothing is mapped the hardware notices: a guard page, and what vfree has unmapped.
        bool isUnmapped = fault.RegionKind == RegionKind.Unmapped || fault is { RegionKind: RegionKind.Vmalloc, Kind: FaultKind.UseAfterFree };
        return isUnmapped || fault.Kind is FaultKind.BadAddress or FaultKind.FreedText
            ? OopsReport.Lines(trace, step, fault, voice)
            : Kasan(trace, step, fault, voice);
    }

    /// <remarks>mm/kasan/report.c of 6.8. Earlier kernels have no such report, and mostly say nothing at all: that is noted.</remarks>
    private static IEnumerable<string> Kasan(Trace trace, TraceStep step, TraceFault fault, KernelVoice voice)
    {
        var agent = trace.Header.Agents.FirstOrDefault(a => a.Id == step.Agent);
        bool initialised = fault.Kind != FaultKind.Uninitialised;
        yield return Rule;
        yield return initialised
            ? $"BUG: KASAN: {BugType(fault, voice)} in {CallTrace.Innermost(step)}"
            : $"BUG: KMSAN: uninit-value in {CallTrace.Innermost(step)}";
        yield return $"{(fault.IsWrite ? "Write" : "Read")} of size {fault.Size} at addr {voice.Address(fault.Address)} by task {agent?.Command}/{agent?.Pid}";
        yield return "";
        yield return voice.Generation == KernelGeneration.V68
            ? $"CPU: {step.Cpu} PID: {agent?.Pid} Comm: {agent?.Command} Tainted: G           OE      {voice.Release} #1"
            : $"smp: {voice.Release} itself does not notice this access";
        yield return voice.Generation == KernelGeneration.V68 ? "Call Trace:\n <TASK>" : "Call Trace:";
        foreach (string frame in CallTrace.At(trace, step, voice))
        {
            yield return $" {frame}";
        }

        if (voice.Generation == KernelGeneration.V68)
        {
            yield return " </TASK>";
        }

        if (fault.Region.Length != 0)
        {
            yield return "";
            foreach (string line in Object(fault, voice))
            {
                yield return line;
            }
        }

        yield return Rule;
    }

    private static IEnumerable<string> Object(TraceFault fault, KernelVoice voice)
    {
        if (fault.RegionKind != RegionKind.Heap)
        {
            yield return "The buggy address belongs to the variable:";
            yield return $" {fault.Region}+0x{fault.Offset:x}/0x{fault.RegionSize:x}{(fault.Owner.Length == 0 ? "" : $" [{fault.Owner}]")}";
            yield break;
        }

        bool inside = fault.Offset < fault.RegionSize;
        int distance = inside ? fault.Offset : fault.Offset - fault.RegionSize;
        string state = fault.Kind == FaultKind.UseAfterFree ? "freed" : "allocated";
        yield return $"The buggy address belongs to the object at {voice.Address(fault.RegionStart)}";
        yield return $" allocated as {fault.Region}, of size {fault.RegionSize}";
        yield return $"The buggy address is located {distance} bytes {(inside ? "inside of" : "to the right of")}";
        yield return $" {state} {fault.RegionSize}-byte region at {voice.Address(fault.RegionStart)}";
    }

    private static string BugType(TraceFault fault, KernelVoice voice) => (fault.Kind, fault.RegionKind) switch
    {
        (FaultKind.UseAfterFree, _) => voice.Generation == KernelGeneration.V68 ? "slab-use-after-free" : "use-after-free",
        (_, RegionKind.Heap) => "slab-out-of-bounds",
        (_, RegionKind.ModuleData or RegionKind.KernelData) => "global-out-of-bounds",
        (_, RegionKind.User) => "user-memory-access",
        _ => "out-of-bounds",
    };
}
