using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// An open of a device whose operations have no owner: nothing held the module between the look-up and the reference that
/// its own ->open would have taken.
/// </summary>
internal static class UnpinnedOpen
{
    private const string Opening = "chrdev_open";

    /// <summary>The open that a task was in, before any reference was taken; null if it was in none.</summary>
    internal static Evidence? Find(Recording recording, Fault fault)
    {
        Event? found = null;
        Event? operations = null;
        Event at = default;
        foreach (var e in recording.Events)
        {
            if (e.Kind is not (EventKind.Step or EventKind.Fault) || e.Agent != fault.Agent)
            {
                continue;
            }

            at = e;
            if (e.Operation == Operation.Trap || (e.Operation == Operation.Reference && !e.InModule.IsNull))
            {
                // Another call, or the module has asked for its reference.
                found = null;
                operations = null;
            }
            else if (e.Site.Function == Opening)
            {
                found = e.Operation == Operation.Kernel ? e : found;
                operations = e.Operation == Operation.Reference ? e : operations;
            }
        }

        if (found is not { } lookup || operations is not { } get)
        {
            return null;
        }

        string name = Evidence.Symbol(recording, get.Object);
        string who = recording.Agents[fault.Agent].Name;
        string story = $"{who} found the device (step {lookup.Step}); {name} has no owner, so that nothing held the module, which was freed before "
            + $"its open function had taken a reference (step {at.Step}).";
        return new Evidence([new InvolvedAccess("", name)], story, [lookup.Step, at.Step]);
    }
}
