using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Why the log is torn (a line made of several pieces) or wrong (what it tells was read twice and changed between).</summary>
internal static class LogCause
{
    /// <summary>The object that pieces of lines are written to.</summary>
    private const string Log = "log_buf";

    /// <summary>The functions that print lines in pieces.</summary>
    internal static Evidence? FindTorn(Recording recording)
    {
        var pieces = recording.Events.Where(e => e.Kind == EventKind.Log && IsModules(e) && !e.Text.EndsWith('\n')).ToList();
        if (pieces.Count == 0)
        {
            return null;
        }

        var first = pieces[0];
        var others = pieces.Where(e => e.Agent != first.Agent && e.Step > first.Step).Take(1).ToList();
        string who = Cause.Who(recording, first);
        string story = $"{who} wrote its line to the log in pieces, from step {first.Step} on";
        var marked = new List<int> { first.Step };
        var end = recording.Events.LastOrDefault(e => e.Kind == EventKind.Log && e.Agent == first.Agent);
        if (others is [var other] && (other.Step < end.Step || !end.Text.EndsWith('\n')))
        {
            story += $", and {Cause.Who(recording, other)} came between with a line of its own (step {other.Step})";
            marked.Add(other.Step);
        }
        else
        {
            story += ", and each of them became a record of its own";
        }

        return new Evidence([.. pieces.Select(e => new InvolvedAccess(FunctionOf(recording, e), Log)).Distinct()], story + ".", marked);
    }

    /// <summary>What was read twice: a variable of the module, or memory of the user program.</summary>
    internal static Evidence? FindWrong(Recording recording)
    {
        var steps = recording.Events.Where(e => e.Kind == EventKind.Step).ToList();
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            var write = steps[i];
            if (write.Operation is not (Operation.Store or Operation.CopyOut or Operation.Atomic))
            {
                continue;
            }

            foreach (var agent in recording.Agents)
            {
                if (agent.Id != write.Agent && TwoReads(recording, steps, i, agent.Id) is { } cause)
                {
                    return cause;
                }
            }
        }

        return null;
    }

    // What a function prints before its first access to memory belongs to the step that enters it.
    private static bool IsModules(in Event e) => !e.InModule.IsNull || e.Operation == Operation.Enter;

    private static string FunctionOf(Recording recording, in Event e)
        => e.InModule.IsNull ? Evidence.LastModuleFunction(recording, e.Agent, e.Step + 1) : Cause.FunctionOf(e);

    private static Evidence? TwoReads(Recording recording, List<Event> steps, int at, int agent)
    {
        var write = steps[at];
        bool Reads(Event e) => e.Agent == agent && e.Operation is Operation.Load or Operation.CopyIn && SameObject(recording, e, write);
        int before = steps.FindLastIndex(at, e => e.Agent == agent && Reads(e));
        int after = steps.FindIndex(at, e => e.Agent == agent && Reads(e));
        if (before < 0 || after < 0)
        {
            return null;
        }

        var first = steps[before];
        var second = steps[after];
        var inModule = first.InModule.IsNull ? second : first;
        string name = Cause.SymbolOf(recording, inModule);
        return new Evidence(
            [Cause.AccessOf(recording, inModule)],
            $"{Cause.Who(recording, first)} read {name} at {first.Site} (step {first.Step}) and again at {second.Site} (step {second.Step}); "
                + $"between, {Cause.Who(recording, write)} changed it at {write.Site} (step {write.Step}).",
            [first.Step, write.Step, second.Step]);
    }

    /// <summary>The same variable; of user memory the same string, of which each access takes a part.</summary>
    private static bool SameObject(Recording recording, in Event read, in Event write)
        => read.Object == write.Object
            || (recording.RegionOf(read.Object) is { Kind: RegionKind.User } region && region.Contains(write.Object));
}
