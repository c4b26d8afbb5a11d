using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Keys that an interrupt handler was told of and that come out otherwise than they went in: overwritten in the one place
/// that is kept for them, asked for by a work that was queued already, read at two moments, printed in another order, read
/// at a port where they were somebody else's.
/// </summary>
internal static class LostKey
{
    private const int DataPort = 0x60;

    /// <summary>The cause of a finding about keys; null for another one.</summary>
    internal static Evidence? Find(Recording recording, Finding finding) => finding.Kind switch
    {
        "key-twice" => Overwritten(recording),
        "key-lost" => Coalesced(recording) ?? Overwritten(recording),
        "key-mixed" => ReadTwice(recording),
        "key-order" => Overtaken(recording, finding.Agent),
        "key-foreign" => AtPort(recording, isStolen: false),
        "key-stolen" => AtPort(recording, isStolen: true),
        _ => null,
    };

    /// <summary>A variable that a handler stored to, and stored to again before the work that prints it had looked.</summary>
    private static Evidence? Overwritten(Recording recording)
    {
        var steps = Steps(recording);
        foreach (int second in Stores(recording, steps))
        {
            var over = steps[second];
            int first = steps.FindLastIndex(second - 1, second, e => e.Operation == Operation.Store && e.Object == over.Object);
            int look = steps.FindIndex(second, e => e.Operation == Operation.Load && e.Object == over.Object);
            if (first < 0 || look < 0 || steps.FindIndex(first, second - first, e => e.Operation == Operation.Load && e.Object == over.Object) >= 0)
            {
                continue;
            }

            string name = recording.NameOf(over.Object);
            return new Evidence(
                [Cause.AccessOf(recording, over), Cause.AccessOf(recording, steps[look])],
                $"{Cause.Who(recording, steps[first])} stored {steps[first].Value:x} to {name} at {steps[first].Site} (step {steps[first].Step}) for a work to print; "
                    + $"before that had looked, {Cause.Who(recording, over)} stored {over.Value:x} there (step {over.Step}), and "
                    + $"{Cause.Who(recording, steps[look])} found only the second (step {steps[look].Step}).",
                [steps[first].Step, over.Step, steps[look].Step]);
        }

        return null;
    }

    /// <summary>A work that was queued while it was pending: once for two.</summary>
    private static Evidence? Coalesced(Recording recording)
    {
        var steps = Steps(recording);
        int refused = steps.FindLastIndex(e => e is { Operation: Operation.Work, Value: 0 } && !e.InModule.IsNull && IsHandler(recording, e));
        int queued = refused < 1 ? -1 : steps.FindLastIndex(refused - 1, refused, e => e.Operation == Operation.Work && e.Object == steps[refused].Object && e.Value == 1);
        if (queued < 0)
        {
            return null;
        }

        var (before, now) = (steps[queued], steps[refused]);
        string name = recording.NameOf(now.Object);
        return new Evidence(
            [new InvolvedAccess(CNames.Of(now.Caller.Function), Evidence.Symbol(recording, now.Object))],
            $"{Cause.Who(recording, before)} queued {name} at {before.Caller} (step {before.Step}); when {Cause.Who(recording, now)} queued it again "
                + $"(step {now.Step}) it was pending still, and queue_work returned 0: it ran once for both.",
            [before.Step, now.Step]);
    }

    /// <summary>Two loads of one variable, and a handler's store between them.</summary>
    private static Evidence? ReadTwice(Recording recording)
    {
        var steps = Steps(recording);
        foreach (int at in Stores(recording, steps))
        {
            var store = steps[at];
            int before = steps.FindLastIndex(at, e => e.Operation == Operation.Load && e.Object == store.Object);
            int after = before < 0 ? -1 : steps.FindIndex(at, e => e.Agent == steps[before].Agent && e.Operation == Operation.Load && e.Object == store.Object);
            if (after >= 0 && Cause.FunctionOf(steps[before]) != Cause.FunctionOf(store))
            {
                string name = recording.NameOf(store.Object);
                return new Evidence(
                    [Cause.AccessOf(recording, steps[before])],
                    $"{Cause.Who(recording, steps[before])} read {name} = {steps[before].Value:x} at {steps[before].Site} (step {steps[before].Step}) for the key, and "
                        + $"{steps[after].Value:x} (step {steps[after].Step}) for whether it went down or came up: between, {Cause.Who(recording, store)} had stored "
                        + $"the next one (step {store.Step}).",
                    [steps[before].Step, store.Step, steps[after].Step]);
            }
        }

        return null;
    }

    /// <summary>The work that had its key first, and the one that printed first.</summary>
    private static Evidence? Overtaken(Recording recording, int late)
    {
        var steps = Steps(recording);
        int first = steps.FindIndex(e => e.Agent == late && e.Operation == Operation.Enter);
        int other = first < 0 ? -1 : steps.FindIndex(first, e => e.Agent != late && e.Operation == Operation.Enter && e.Object == steps[first].Object);
        if (other < 0)
        {
            return null;
        }

        var (mine, its) = (steps[first], steps[other]);
        return new Evidence(
            [new InvolvedAccess(mine.Text, "my_workqueue")],
            $"{Cause.Who(recording, mine)} began {mine.Text} for the first key (step {mine.Step}), {Cause.Who(recording, its)} for the second on another CPU "
                + $"(step {its.Step}) and had printed it before {Cause.Who(recording, mine)} came to that: a work is queued on the CPU that took the interrupt, and each CPU has a thread.",
            [mine.Step, its.Step]);
    }

    /// <summary>A read of the data port by a module's handler that had not looked, or not waited, for a byte of its own.</summary>
    private static Evidence? AtPort(Recording recording, bool isStolen)
    {
        var steps = Steps(recording);
        int own = steps.FindLastIndex(e => IsRead(e) && !e.InModule.IsNull && !(isStolen && IsStale(e)));
        if (own < 0)
        {
            return null;
        }

        var read = steps[own];
        int drivers = steps.FindLastIndex(own, e => IsRead(e) && e.InModule.IsNull);
        string who = Cause.Who(recording, read);
        string story = IsStale(read)
            ? $"{who} was in {Cause.FunctionOf(read)} and read the keyboard's port at {read.Site} (step {read.Step}), where no byte was waiting: it got the last one again, {read.Value:x}"
            : $"{who} was in {Cause.FunctionOf(read)} and read {read.Value:x} at the keyboard's port at {read.Site} (step {read.Step})";
        story += drivers >= 0 ? $"; the kernel's own driver reads there as well (step {steps[drivers].Step}), and a byte is there for one of the two." : ".";
        return new Evidence([new InvolvedAccess(Cause.FunctionOf(read), "i8042")], story, drivers >= 0 ? [steps[drivers].Step, read.Step] : [read.Step]);
    }

    private static bool IsRead(Event e) => e is { Operation: Operation.Kernel, Argument: DataPort } && e.Text.StartsWith("inb(", StringComparison.Ordinal);

    private static bool IsStale(Event read) => read.Text.EndsWith("read before", StringComparison.Ordinal);

    private static bool IsHandler(Recording recording, Event e) => recording.Agents[e.Agent].Kind == AgentKind.Interrupt;

    private static List<Event> Steps(Recording recording) => [.. recording.Events.Where(e => e.Kind == EventKind.Step)];

    /// <summary>The stores of handlers to variables of their module, the last first.</summary>
    private static IEnumerable<int> Stores(Recording recording, List<Event> steps)
    {
        for (int i = steps.Count - 1; i > 0; i--)
        {
            if (steps[i].Operation == Operation.Store && IsHandler(recording, steps[i]) && recording.RegionOf(steps[i].Object) is { Kind: RegionKind.ModuleData, Size: <= 8 })
            {
                yield return i;
            }
        }
    }
}
