using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The loop that a task does not leave: what the module's code in it reads.</summary>
internal static class LoopCause
{
    /// <summary>The cause; null where the loop is not a module's.</summary>
    internal static Evidence? Find(Recording recording, int agent)
    {
        var last = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == agent && !e.InModule.IsNull && !e.Object.IsNull);
        if (last.Step == 0)
        {
            return null;
        }

        var access = Cause.AccessOf(recording, last);
        return new Evidence(
            [access],
            $"{Cause.Who(recording, last)} is still in the loop of {access.Function} that reads {access.Object}, at {last.Site} (step {last.Step}), and nothing in the loop bounds it.",
            [last.Step]);
    }
}
