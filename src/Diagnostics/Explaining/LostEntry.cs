using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>An entry of /proc that is gone although its module is loaded: whoever removed an entry by that name.</summary>
internal static class LostEntry
{
    /// <summary>
    /// An entry that is there when its module is freed, although one of that name was removed; null if none was, or if what
    /// was left behind is no entry.
    /// </summary>
    internal static Evidence? LeftBehind(Recording recording, Finding finding)
    {
        string entry = Evidence.Symbol(recording, finding.Object);
        var removal = Removal(recording);
        if (removal.Step == 0 || !entry.StartsWith("proc entry", StringComparison.Ordinal))
        {
            return null;
        }

        string function = CNames.Of(removal.Caller.Function);
        return new Evidence(
            [new InvolvedAccess(function, entry)],
            $"{recording.Agents[removal.Agent].Name} was in {function} and called {removal.Text} at {removal.Caller} (step {removal.Step}), which took "
                + "the first entry of that name, another module's; its own is still there, and leads into what is freed now.",
            [removal.Step]);
    }

    /// <summary>The cause; null if nothing was removed by name.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var removal = Removal(recording);
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

    private static Event Removal(Recording recording)
        => recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Text.StartsWith("remove_proc_entry(", StringComparison.Ordinal));
}
