using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>User memory that one call read twice, and that was another thing the second time.</summary>
internal static class DoubleFetch
{
    /// <summary>What the object of such an access is called, whatever the program calls its memory.</summary>
    internal const string UserMemory = "user memory";

    /// <summary>The last such read of an agent; null if it read nothing twice.</summary>
    internal static Evidence? Find(Recording recording, int agent)
    {
        var reads = new Dictionary<Address, Event>();
        Event? first = null;
        Event? second = null;
        foreach (var e in recording.Events)
        {
            if (e.Kind != EventKind.Step || e.Agent != agent)
            {
                continue;
            }

            if (e.Operation == Operation.Trap)
            {
                reads.Clear();
            }
            else if (e.Operation == Operation.CopyIn && recording.RegionOf(e.Object) is { Kind: RegionKind.User })
            {
                if (reads.TryGetValue(e.Object, out var before) && before.Value != e.Value)
                {
                    (first, second) = (before, e);
                }

                reads[e.Object] = e;
            }
        }

        if (first is not { } early || second is not { } late)
        {
            return null;
        }

        string function = Evidence.LastModuleFunction(recording, agent, early.Step);
        string who = recording.Agents[agent].Name;
        string story = $"{who} read {recording.NameOf(early.Object)} twice in one call: {early.Value} at {early.Site} (step {early.Step}), {late.Value} at {late.Site} "
            + $"(step {late.Step}). What it had found out the first time was no longer true of what it took the second time.";
        return new Evidence([new InvolvedAccess(function, UserMemory)], story, [early.Step, late.Step]);
    }
}
