using System.Globalization;
using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The line that a finding is listed by: who did what to which object, in plain words. No part of its identity.</summary>
internal static class FindingTitle
{
    private const int FirstPage = 4096;

    internal static string Of(Recording recording, Finding finding) => finding switch
    {
        { Kind: DataRaceDetector.Kind } => DataRaceStory.Title(recording, finding),
        { Fault: { } fault } => OfFault(recording, finding, fault),
        { Kind: "leftover" } => OfLeftover(recording, finding),
        { Kind: "soft-lockup", Agent: >= 0 } => string.Create(
            CultureInfo.InvariantCulture,
            $"{recording.Agents[finding.Agent].Name} does not come out of the kernel: soft lockup after {SoftLockupDetector.MaxSteps:N0} steps"),
        _ => finding.Message,
    };

    private static string OfFault(Recording recording, Finding finding, Fault fault)
    {
        var at = recording.Events.LastOrDefault(e => e.Kind == EventKind.Fault && e.Agent == fault.Agent);
        if (at.Kind != EventKind.Fault)
        {
            return finding.Message;
        }

        string who = recording.Agents[fault.Agent].Name;
        string what = recording.NameOf(fault.Address);
        string touches = fault.Operation switch
        {
            Operation.Load or Operation.CopyOut => "reads",
            Operation.Store or Operation.CopyIn => "writes to",
            _ => "uses",
        };
        return fault.Kind switch
        {
            FaultKind.FreedText => $"{who} {Way(at.Operation)} {CodeOf(recording, at)}, which was freed",
            FaultKind.UseAfterFree => $"{who} {touches} {Freed(recording, fault)}, which was freed",
            FaultKind.OutOfBounds when recording.RegionOf(fault.Address) is { Kind: RegionKind.Unmapped } page => $"{who} {touches} the {page.Name}",
            FaultKind.OutOfBounds when recording.RegionOf(fault.Address) is { Kind: RegionKind.ModuleData } region =>
                $"{who} {touches} {fault.Size} bytes at {what}, of which {region.Size - (fault.Address - region.Start)} belong to it",
            FaultKind.OutOfBounds => $"{who} {touches} memory outside every object, at {what}",
            FaultKind.Uninitialised => $"{who} reads {what}, which nobody has written",
            _ when fault.Address.Value is >= 0 and < FirstPage => $"NULL pointer dereference {Where(recording, at)}by {who}",
            _ => $"{who} uses a pointer to nothing: {what}",
        };
    }

    // A struct module goes by its kind: only its fields go by the module's name.
    private static string Freed(Recording recording, Fault fault)
        => recording.RegionOf(fault.Address) is { Title.Length: > 0, Owner.Length: > 0 } region
            ? $"the {region.Name} of {region.Owner}"
            : recording.NameOf(fault.Address);

    private static string Way(Operation operation) => operation switch
    {
        Operation.Enter => "calls",
        Operation.Leave => "returns into",
        _ => "runs on in",
    };

    // The address of the code is that of the module's text, unless it was called by its name.
    private static string CodeOf(Recording recording, in Event at)
    {
        string name = recording.NameOf(at.Object);
        if (at.Operation is Operation.Enter or Operation.Leave && name.Contains(" [", StringComparison.Ordinal))
        {
            return name;
        }

        string function = Evidence.LastModuleFunction(recording, at.Agent, at.Step);
        string module = recording.RegionOf(at.InModule)?.Owner ?? "";
        return function.Length == 0 ? name : module.Length == 0 ? function : $"{function} [{module}]";
    }

    private static string Where(Recording recording, in Event at)
    {
        string function = Evidence.FunctionOf(recording, at);
        function = function.Length != 0 || at.Site.Function is null ? function : CNames.Of(at.Site.Function);
        return function.Length == 0 ? "" : $"in {function} ";
    }

    // "ODEBUG: free active (active state 0) object: c000fb18 object type: timer_list hint: timer_handler".
    private static string OfLeftover(Recording recording, Finding finding)
    {
        var region = recording.RegionOf(finding.Object);
        string name = region?.Name ?? recording.NameOf(finding.Object);
        string type = Between(finding.Message, "object type: ", " hint: ");
        string module = FreedModule(recording, finding.Agent);
        string when = module.Length == 0 ? "its module is freed" : $"{module} is freed";
        return type switch
        {
            "timer_list" => $"the timer of {name} is still armed when {when}",
            "tasklet_struct" => $"the tasklet {name} is still scheduled when {when}",
            "work_struct" => $"the work {name} is still queued when {when}",
            "workqueue_struct" => $"a work queue and its threads are still there when {when}",
            "wait_queue_head_t" => $"tasks still sleep on {name} when {when}",
            "cdev" => $"the {name} is still registered when {(module.Length == 0 ? "its module" : module)} is freed",
            "proc_dir_entry" => $"the {name} still leads into {(module.Length == 0 ? "its module" : module)} when that is freed",
            _ => finding.Message,
        };
    }

    // free_module is the step in which the kernel looks for what was left behind.
    private static string FreedModule(Recording recording, int agent)
    {
        var step = recording.Events.LastOrDefault(e => e.Agent == agent && e.Kind == EventKind.Step);
        return Between(step.Text ?? "", "free_module: ", " is gone");
    }

    private static string Between(string text, string before, string after)
    {
        int start = text.IndexOf(before, StringComparison.Ordinal);
        int end = start < 0 ? -1 : text.IndexOf(after, start + before.Length, StringComparison.Ordinal);
        return end < 0 ? "" : text[(start + before.Length)..end];
    }
}
