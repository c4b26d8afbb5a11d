using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// The last variable that a function of a module looked at, before it answered, which was stored to in the run, and by whom.
/// </summary>
internal static class LastLook
{
    /// <summary>What happened, as a sentence, with the steps it speaks of; null if the function looked at nothing that was stored in the run.</summary>
    internal static (string Story, IReadOnlyList<int> Marked)? Find(Recording recording, int agent)
    {
        string function = Evidence.LastModuleFunction(recording, agent);
        Event look = default;
        Event store = default;
        foreach (var e in recording.Events)
        {
            bool isLook = e.Kind == EventKind.Step && e.Agent == agent && e.Operation == Operation.Load
                && CNames.Of(e.Site.Function) == function && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData };
            var stored = isLook ? StoreBefore(recording, e) : default;
            if (stored.Step != 0)
            {
                (look, store) = (e, stored);
            }
        }

        if (look.Step == 0)
        {
            return null;
        }

        string who = recording.Agents[agent].Name;
        string writer = store.Agent == agent ? $"{who} itself" : recording.Agents[store.Agent].Name;
        return (
            $"{who} read {recording.NameOf(look.Object)} = {look.Value} at {look.Site} (step {look.Step}) and went by it; {writer} had stored that at "
                + $"{store.Site} (step {store.Step}).",
            [store.Step, look.Step]);
    }

    private static Event StoreBefore(Recording recording, Event look)
        => recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Step < look.Step && e.Object == look.Object && e.Operation == Operation.Store);
}
