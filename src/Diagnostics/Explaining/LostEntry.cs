using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>An entry of /proc that is gone although its module is loaded: whoever removed an entry by that name.</summary>
internal static class LostEntry
{
    /// <summary>The cause; null if nothing was removed by name.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var removal = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Text.StartsWith("remove_proc_entry(", StringComparison.Ordinal));
        if (removal.Step == 0)
        {
            return null;
        }

        string function = CNames.Of(removal.Caller.Function);
        return new Evidence(
            [new InvolvedAccess(function, Evidence.Symbol(recording, removal.Object))],
            $"{recording.Agents[removal.Agent].Name} was in {function} and called {removal.Text} at {removal.Caller} (step {removal.Step}): "
                + "the entry of that name was another module's.",
            [removal.Step]);
    }
}
