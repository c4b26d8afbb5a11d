using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// How a hook in the system call table was lost: by the last store to the table, made in ignorance of another one, or
/// against better knowledge.
/// </summary>
internal static class CutOutCause
{
    /// <summary>The cause; null if nobody stored to the table.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var steps = recording.Events.Where(e => e.Kind == EventKind.Step && Cause.IsTable(recording, e)).ToList();
        int stored = steps.FindLastIndex(e => e.Operation == Operation.Store);
        if (stored < 0)
        {
            return null;
        }

        var store = steps[stored];
        string who = Cause.Who(recording, store);
        string name = recording.NameOf(store.Object);
        string act = $"stored {name} at {store.Site} (step {store.Step})";
        int looked = steps.FindLastIndex(stored, e => e.Agent == store.Agent && e.Operation == Operation.Load);
        int between = steps.FindLastIndex(stored, e => e.Agent != store.Agent && e.Operation == Operation.Store);
        if (looked >= 0 && between > looked)
        {
            var look = steps[looked];
            var other = steps[between];
            return new Evidence(
                [Cause.AccessOf(recording, store), Cause.AccessOf(recording, other)],
                $"{who} loaded {name} at {look.Site} (step {look.Step}), {Cause.Who(recording, other)} put its own function there at {other.Site} (step {other.Step}), "
                    + $"and then {who} {act} and lost it.",
                [look.Step, other.Step, store.Step]);
        }

        // Nothing came between: what it had kept from long ago went over a hook that it had seen to be another's.
        var source = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Step < store.Step && e.Agent == store.Agent
            && e.Operation == Operation.Load && e.Value == store.Value && e.Object != store.Object);
        var involved = new List<InvolvedAccess> { Cause.AccessOf(recording, store) };
        if (source.Step > 0)
        {
            involved.Add(Cause.AccessOf(recording, source));
        }

        return new Evidence(
            involved,
            $"{who} {act} to what it had found there when it was loaded, although another hook had been put there since: that one is not called any more.",
            [store.Step]);
    }
}
