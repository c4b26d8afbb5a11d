using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The loop that a task does not leave: what the module's code reads in the line it comes to most often.</summary>
internal static class LoopCause
{
    /// <summary>The cause; null where the loop is not a module's.</summary>
    internal static Evidence? Find(Recording recording, int agent)
    {
        // The steps of the loop are nearly all there are, wherever the task stands when it is stopped.
        var line = recording.Events
            .Where(e => e.Kind == EventKind.Step && e.Agent == agent && !e.InModule.IsNull && !e.Object.IsNull && recording.RegionOf(e.Object) is not null)
            .GroupBy(e => e.Site)
            .OrderByDescending(group => group.Count())
            .FirstOrDefault();
        if (line is null)
        {
            return null;
        }

        var last = line.Last();
        var access = Cause.AccessOf(recording, last);
        return new Evidence(
            [access],
            $"{Cause.Who(recording, last)} has been {line.Count()} times in the line of {access.Function} that reads {access.Object}, at {last.Site} "
                + $"(last in step {last.Step}), and nothing bounds the loop.",
            [last.Step]);
    }
}
