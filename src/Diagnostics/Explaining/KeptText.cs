using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A module that keeps another text than it was given, with nobody else about: the last store to the array that it keeps texts in.</summary>
internal static class KeptText
{
    /// <summary>The cause; null where the agent stored to no array of a module.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        var store = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent
            && e.Operation is Operation.Store or Operation.CopyIn && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData, Size: > 8 });
        if (store.Step == 0)
        {
            return null;
        }

        string how = store.Operation == Operation.Store ? $"stored {store.Value} to" : "copied bytes to";
        return new Evidence(
            [Evidence.Involve(recording, store)],
            $"{recording.Agents[store.Agent].Name} {how} {recording.NameOf(store.Object)} at {store.Site} (step {store.Step}), over what was there: "
                + $"{finding.Message}.",
            [store.Step]);
    }
}
