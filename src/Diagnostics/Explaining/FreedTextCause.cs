using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// How a task came to run code of a module that had gone, where modules hook the system call table: by a jump through a
/// pointer (and who put that pointer there), or by a return into it (and where it had slept meanwhile).
/// </summary>
internal static class FreedTextCause
{
    /// <summary>The cause; null where no system call table is involved.</summary>
    internal static Evidence? Find(Recording recording)
    {
        if (!Cause.HasTable(recording))
        {
            return null;
        }

        var steps = recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).ToList();
        int at = steps.FindLastIndex(e => e.Kind == EventKind.Fault);
        return at < 0 ? null : steps[at].Operation == Operation.Enter ? Jump(recording, steps, at) : Return(recording, steps, at);
    }

    private static Evidence? Jump(Recording recording, List<Event> steps, int at)
    {
        var fault = steps[at];
        string who = Cause.Who(recording, fault);
        string module = Cause.ModuleAt(recording, fault.Object);
        int loaded = steps.FindLastIndex(at, e => e.Agent == fault.Agent && e.Operation == Operation.Load && e.Value == fault.Object.Value);
        if (loaded < 0)
        {
            return null;
        }

        var load = steps[loaded];
        string story = $"{who} loaded {recording.NameOf(load.Object)} at {load.Site} (step {load.Step}) and jumped where it pointed (step {fault.Step}): into {module}, which had been freed.";
        int stored = steps.FindLastIndex(loaded, e => e.Object == load.Object && e.Operation == Operation.Store && e.Value == load.Value);
        if (stored >= 0 && Cause.FunctionOf(steps[stored]) == "cleanup_module")
        {
            // Who removed himself put back what he had found there long ago.
            var store = steps[stored];
            int kept = steps.FindLastIndex(stored, e => e.Agent == store.Agent && e.Operation == Operation.Load && e.Value == store.Value && e.Object != store.Object);
            var source = kept < 0 ? store : steps[kept];
            story += $" {Cause.Who(recording, store)} had put it there at {store.Site} (step {store.Step}), from {recording.NameOf(source.Object)}.";
            return new Evidence([Cause.AccessOf(recording, load), Cause.AccessOf(recording, source)], story, [source.Step, store.Step, load.Step, fault.Step]);
        }

        return new Evidence([Cause.AccessOf(recording, load)], story, [load.Step, fault.Step]);
    }

    private static Evidence? Return(Recording recording, List<Event> steps, int at)
    {
        var fault = steps[at];
        var text = fault.InModule;
        int entered = steps.FindLastIndex(at, e => e.Agent == fault.Agent && e.Operation == Operation.Enter && recording.RegionOf(e.Object) is { } region && region.Contains(text));
        if (entered < 0)
        {
            return null;
        }

        var enter = steps[entered];
        string who = Cause.Who(recording, fault);
        string module = Cause.ModuleAt(recording, text);
        int slept = steps.FindLastIndex(at, at - entered, e => e.Agent == fault.Agent && e.Operation is Operation.Sleep or Operation.PageFault && e.Value == 1);
        if (slept < 0)
        {
            return new Evidence(
                [new InvolvedAccess(enter.Text, "text")],
                $"{who} was in {enter.Text} of {module} (step {enter.Step}) when the module was freed, and went on there (step {fault.Step}).",
                [enter.Step, fault.Step]);
        }

        // What it slept for: the queue it had joined just before, else a page of the memory it was given.
        var sleep = steps[slept];
        int before = steps.FindLastIndex(slept - 1, slept - entered, e => e.Agent == fault.Agent);
        bool onQueue = before >= 0 && steps[before].Operation == Operation.Wait;
        string what = onQueue ? Cause.SymbolOf(recording, steps[before]) : Cause.UserString;
        return new Evidence(
            [new InvolvedAccess(enter.Text, what)],
            $"{who} went into {enter.Text} of {module} (step {enter.Step}) and from there to sleep, {(onQueue ? $"on {what}" : "waiting for a page of user memory")} "
                + $"(step {sleep.Step}); the module was freed, and {who} returned into what had been its code (step {fault.Step}).",
            [enter.Step, sleep.Step, fault.Step]);
    }
}
