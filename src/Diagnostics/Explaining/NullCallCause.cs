using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A call through a pointer that nobody had set yet: which pointer, and who set it too late.</summary>
internal static class NullCallCause
{
    /// <summary>The cause; null where the pointer was not loaded from memory.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var steps = recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).ToList();
        int at = steps.FindLastIndex(e => e.Kind == EventKind.Fault);
        int loaded = at < 0 ? -1 : steps.FindLastIndex(at, e => e.Agent == steps[at].Agent && e.Operation == Operation.Load && e.Value == steps[at].Object.Value);
        if (loaded < 0)
        {
            return null;
        }

        var load = steps[loaded];
        var marked = new List<int> { load.Step, steps[at].Step };
        string name = recording.NameOf(load.Object);
        string story = $"{Cause.Who(recording, load)} called through {name}, which was NULL when it was loaded at {load.Site} (step {load.Step}).";
        int published = steps.FindLastIndex(loaded, e => e.Operation == Operation.Store && Cause.IsTable(recording, e));
        if (published >= 0)
        {
            var store = steps[published];
            story += $" {Cause.Who(recording, store)} had stored {recording.NameOf(store.Object)} at {store.Site} (step {store.Step}), so that everybody came here, and not yet {name}.";
            marked.Insert(0, store.Step);
        }

        return new Evidence([Cause.AccessOf(recording, load)], story, marked);
    }
}
