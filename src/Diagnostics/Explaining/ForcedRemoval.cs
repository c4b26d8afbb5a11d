using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A module that was removed by force while it had references: whatever went wrong in it later comes from that.</summary>
internal static class ForcedRemoval
{
    /// <summary>The removal; null if there was none.</summary>
    internal static Evidence? Find(Recording recording, Fault fault)
    {
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Text.Contains(": GOING by force with ", StringComparison.Ordinal))
            {
                string who = recording.Agents[e.Agent].Name;
                string user = recording.Agents[fault.Agent].Name;
                string story = $"{who} removed the module by force (step {e.Step}: {e.Text}), and {user} was still using it: "
                    + $"{recording.NameOf(fault.Address)} is gone.";
                var at = recording.Events.LastOrDefault(last => last.Kind == EventKind.Fault);
                string what = fault.Kind == FaultKind.FreedText ? "text" : Evidence.Symbol(recording, fault.Address);
                return new Evidence([new InvolvedAccess(Evidence.FunctionOf(recording, at), what)], story, [e.Step, at.Step]);
            }
        }

        return null;
    }
}
