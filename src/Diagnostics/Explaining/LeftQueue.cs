using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A work queue that is there when its module is freed: by the end of its exit, or of an init that failed.</summary>
internal static class LeftQueue
{
    /// <summary>Who left it; null if what was left is no work queue.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        if (recording.RegionOf(finding.Object) is not { Name: "workqueue_struct" })
        {
            return null;
        }

        string who = recording.Agents[finding.Agent].Name;
        string function = Evidence.LastModuleFunction(recording, finding.Agent);
        var left = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.Leave);
        string what = function == "init_module" ? $"init_module failed with {left.Value}" : $"{function} was done";
        return new Evidence(
            [new InvolvedAccess(function, "workqueue_struct")],
            $"{who}: {what} (step {left.Step}), and its module was freed; the queue it had made is still there, and so are the queue's threads.",
            [left.Step]);
    }
}
