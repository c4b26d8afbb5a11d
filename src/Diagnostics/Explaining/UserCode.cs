using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Where a finding is about a program in user mode: which of its functions, and which of its variables.</summary>
internal static class UserCode
{
    /// <summary>Whether a process is in user mode at an event: before its first system call, or after the return from its last.</summary>
    internal static bool IsIn(Recording recording, in Event at)
    {
        bool inUserMode = at.Operation == Operation.User;
        foreach (var e in recording.Events)
        {
            if (e.Step >= at.Step)
            {
                break;
            }

            if (e.Kind == EventKind.Step && e.Agent == at.Agent && e.Operation is Operation.Trap or Operation.Return or Operation.User)
            {
                inUserMode = e.Operation != Operation.Trap;
            }
        }

        return inUserMode && at.InModule.IsNull;
    }

    /// <summary>An access of a program, by the name of the function of its own or of its library.</summary>
    internal static InvolvedAccess Involve(Recording recording, in Event at)
        => new(CNames.Of(at.Site.Function), at.Object.IsNull ? "NULL" : Evidence.Symbol(recording, at.Object));

    /// <summary>A clause about a program that has just used an array of its own; null for anything else.</summary>
    internal static Evidence? LastString(Recording recording, Finding finding)
    {
        foreach (var e in recording.Events.Reverse())
        {
            if (e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.User
                && recording.RegionOf(e.Object) is { Kind: RegionKind.User, Fields.Count: 0 } region)
            {
                string who = recording.Agents[e.Agent].Name;
                return new Evidence(
                    [Involve(recording, e)],
                    $"{who} printed what stood in {region.Name} at {e.Site} (step {e.Step}), but nothing new had come there since it did so before.",
                    [e.Step]);
            }
        }

        return null;
    }
}
