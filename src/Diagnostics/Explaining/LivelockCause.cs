using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>The loop that an agent turns round in for ever: what its last turn read, and who else does not go on.</summary>
internal static class LivelockCause
{
    /// <summary>The cause; null where the run does not show the loop's turn.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var involved = new List<InvolvedAccess>();
        var marked = new List<int>();
        var sentences = new List<string>();
        foreach (var agent in recording.Agents.Where(a => (recording.Blocked[a.Id] & (Blocked.Spinning | Blocked.Finished | Blocked.Dead)) == Blocked.Spinning))
        {
            var turn = LastTurn(recording, agent.Id);
            if (turn.Count == 0)
            {
                continue;
            }

            string reads = string.Join(" and ", turn.Select(e => $"{recording.NameOf(e.Object)} = {e.Value} at {Place(e)} (step {e.Step})"));
            sentences.Add($"{agent.Name} turns round reading {reads}");
            involved.AddRange(turn.Select(e => Evidence.Involve(recording, e)));
            marked.AddRange(turn.Select(e => e.Step));
        }

        if (sentences.Count == 0)
        {
            return null;
        }

        var others = recording.Agents
            .Where(a => a.Kind == AgentKind.Task && !a.IsDaemon
                && (recording.Blocked[a.Id] & (Blocked.Spinning | Blocked.Finished | Blocked.Dead)) == Blocked.No && recording.Blocked[a.Id] != Blocked.No)
            .Select(a => $"{a.Name} {Why(recording.Blocked[a.Id])}")
            .ToList();
        string rest = others.Count == 0 ? "" : $", while {string.Join(" and ", others)}";
        return new Evidence(involved, $"{string.Join("; ", sentences)}{rest}: no agent is left that could change that.", marked);
    }

    private static string Place(in Event e) => (!e.InModule.IsNull || e.Caller.File is null ? e.Site : e.Caller).ToString();

    private static string Why(Blocked blocked)
        => (blocked & Blocked.Held) != 0 ? "waits for a lock"
            : (blocked & Blocked.Asleep) != 0 ? "sleeps"
            : (blocked & Blocked.Covered) != 0 ? "is interrupted"
            : (blocked & Blocked.NoCpu) != 0 ? "has no CPU"
            : "cannot go on";

    /// <summary>The reads of the agent's last turn, in their order: back from the end, up to where one comes again.</summary>
    private static List<Event> LastTurn(Recording recording, int agent)
    {
        var turn = new List<Event>();
        for (int i = recording.Events.Count - 1; i >= 0; i--)
        {
            var e = recording.Events[i];
            if (e.Agent != agent || e.Kind != EventKind.Step)
            {
                continue;
            }

            if (e.Object.IsNull || e.Operation is not (Operation.Load or Operation.Atomic or Operation.Kernel or Operation.Signal)
                || turn.Any(t => t.Site == e.Site && t.Object == e.Object))
            {
                break;
            }

            turn.Insert(0, e);
        }

        return turn;
    }
}
