using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Why a module's reference count was wrong, or a module gone while it was used: the place where a reference was dropped
/// that nobody had taken, or was not taken where it should have been.
/// </summary>
/// <remarks>
/// Three ways there are with the procfs of 2.6.11: an inode made before the entry had an owner, one made while the owner
/// was going, and a module that takes a reference to itself and does not look whether it got one.
/// </remarks>
internal static class ReferenceCause
{
    /// <summary>The cause; null if every reference that was dropped had been taken.</summary>
    internal static Evidence? Find(Recording recording, int agent)
    {
        Event? cause = null;
        foreach (var e in recording.Events)
        {
            // The agent that showed it comes first; else whoever was last to go without its reference.
            if (e.Kind is EventKind.Step or EventKind.Fault && IsCause(e) && (cause is not { } known || known.Agent != agent || e.Agent == agent))
            {
                cause = e;
            }
        }

        return cause is { } found ? Explain(recording, found) : null;
    }

    /// <summary>A self-reference that the agent asked for and was refused; null if it was not.</summary>
    internal static Evidence? Refused(Recording recording, int agent) => LastRefusal(recording, e => e.Agent == agent);

    /// <summary>The same of any agent, who gave back what it had not got: the module went too early for everybody.</summary>
    internal static Evidence? RefusedToAnyone(Recording recording) => LastRefusal(recording, _ => true);

    /// <summary>A self-reference that a function of a module gave up before its last instruction; null if it did not.</summary>
    internal static Evidence? PutBeforeReturn(Recording recording, Fault fault)
    {
        Event? last = null;
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Agent == fault.Agent)
            {
                last = e;
            }
        }

        if (last is not { Operation: Operation.Reference, InModule.IsNull: false } put)
        {
            return null;
        }

        if (IsGet(put) && put.Value == 0)
        {
            return Explain(recording, put);
        }

        string who = recording.Agents[put.Agent].Name;
        string function = CNames.Of(put.Site.Function ?? "");
        string story = $"{who} gave up the module's reference at {put.Site} (step {put.Step}) and was still in {function}: "
            + "the module was freed before its last instructions ran.";
        return new Evidence([new InvolvedAccess(function, Evidence.Symbol(recording, put.Object))], story, [put.Step]);
    }

    /// <summary>A self-reference that a function of a module gave up earlier in a call that the kernel had not ended; null if none did.</summary>
    internal static Evidence? PutBeforeEnd(Recording recording, Fault fault)
    {
        Event? last = null;
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Agent == fault.Agent)
            {
                last = e.Operation == Operation.Trap ? null : e.Operation == Operation.Reference && !e.InModule.IsNull && !IsGet(e) ? e : last;
            }
        }

        if (last is not { } put)
        {
            return null;
        }

        string function = CNames.Of(put.Site.Function ?? "");
        string story = $"{recording.Agents[put.Agent].Name} gave up the module's reference at {put.Site} (step {put.Step}); {function} returned, but the kernel "
            + $"was not done with the module: {recording.NameOf(fault.Address)} was freed before it read it.";
        return new Evidence([new InvolvedAccess(function, Evidence.Symbol(recording, put.Object))], story, [put.Step]);
    }

    private static Evidence? LastRefusal(Recording recording, Func<Event, bool> isTheirs)
    {
        Event? last = null;
        foreach (var e in recording.Events)
        {
            last = e.Kind == EventKind.Step && IsCause(e) && !IsPin(e) && isTheirs(e) ? e : last;
        }

        return last is { } found ? Explain(recording, found) : null;
    }

    private static bool IsCause(Event e)
        => e.Operation == Operation.Reference && (IsPin(e) ? e.Value is 0 or 2 : !e.InModule.IsNull && e.Value == 0 && IsGet(e));

    private static bool IsPin(Event e) => e.Site.Function == "proc_get_inode";

    // A put that leaves 0 has the same value as a get that was refused: their words tell them apart.
    private static bool IsGet(Event e) => e.Text.StartsWith("try_module_get", StringComparison.Ordinal);

    private static Evidence Explain(Recording recording, Event cause)
    {
        string who = recording.Agents[cause.Agent].Name;
        string entry = Evidence.Symbol(recording, cause.Object);
        if (!IsPin(cause))
        {
            return new Evidence(
                [Evidence.Involve(recording, cause)],
                $"{who} asked for a reference at {cause.Site} (step {cause.Step}) while the module was going, did not get one, went on "
                    + "all the same, and gave one back later.",
                [cause.Step]);
        }

        if (cause.Value == 0)
        {
            string what = cause.Kind == EventKind.Fault
                ? "and asked for its owner when that had been freed already."
                : "its owner could not be pinned, and 2.6.11 gives back an inode all the same, which drops at its end what it never took.";
            return new Evidence(
                [new InvolvedAccess("cleanup_module", entry)],
                $"{who} looked the file up (step {cause.Step}) while the module was going: {what}",
                [cause.Step]);
        }

        var marked = new List<int> { cause.Step };
        string later = "";
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Step > cause.Step && e.Operation == Operation.Store && e.Object == cause.Object)
            {
                marked.Add(e.Step);
                later = $" {recording.Agents[e.Agent].Name} set the owner at {e.Site} (step {e.Step}).";
                break;
            }
        }

        if (later.Length == 0)
        {
            return new Evidence(
                [new InvolvedAccess("init_module", entry)],
                $"{who} looked the file up (step {cause.Step}), and its entry has no owner: no reference was taken, and nothing kept the module from going.",
                marked);
        }

        return new Evidence(
            [new InvolvedAccess("init_module", entry)],
            $"{who} looked the file up (step {cause.Step}) before the module had stored its owner: no reference was taken, and one was dropped "
                + $"at the end of the inode.{later}",
            marked);
    }
}
