using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A circle of tasks each of which waits for a mutex that the next one holds.</summary>
internal static class DeadlockCause
{
    /// <summary>What a mutex's step gives that has taken it.</summary>
    private const long Taken = 1;

    /// <summary>The circle that the task's wait has closed; null if the record does not show it.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        var involved = new List<InvolvedAccess>();
        var sentences = new List<string>();
        var marked = new List<int>();
        int waiter = finding.Agent;
        do
        {
            if (LastOf(recording, e => e.Agent == waiter && e.Operation == Operation.Wait) is not { } wait
                || Holding(recording, wait.Object) is not { } take)
            {
                return null;
            }

            string mutex = recording.NameOf(wait.Object);
            string holder = recording.Agents[take.Agent].Name;
            sentences.Add(take.Agent == waiter
                ? $"{holder} took {mutex} at {take.Site} (step {take.Step}) and waits for it at {wait.Site} (step {wait.Step})"
                : $"{recording.Agents[waiter].Name} waits for {mutex} at {wait.Site} (step {wait.Step}), which {holder} took at {take.Site} (step {take.Step})");
            involved.Add(new InvolvedAccess(CNames.Of(wait.Site.Function), Evidence.Symbol(recording, wait.Object)));
            marked.AddRange([take.Step, wait.Step]);
            waiter = take.Agent;
        }
        while (waiter != finding.Agent && sentences.Count <= recording.Agents.Count);

        return new Evidence(involved, $"{string.Join("; ", sentences)}: none of them can go on.", [.. marked.Order()]);
    }

    /// <summary>The step with which whoever holds a mutex took it; null if nobody holds it.</summary>
    private static Event? Holding(Recording recording, Address mutex)
    {
        Event? take = null;
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Object == mutex)
            {
                take = e.Operation == Operation.Unlock ? null : e.Value == Taken ? e : take;
            }
        }

        return take;
    }

    private static Event? LastOf(Recording recording, Func<Event, bool> isIt)
    {
        foreach (var e in recording.Events.Reverse())
        {
            if (e.Kind == EventKind.Step && isIt(e))
            {
                return e;
            }
        }

        return null;
    }
}
