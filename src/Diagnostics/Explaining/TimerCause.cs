using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// A timer whose function was running when the timer was deleted without waiting: it arms itself once more, or goes on in code that is
/// gone.
/// </summary>
internal static class TimerCause
{
    private const string Softirq = "__run_timers";

    /// <summary>The cause; null where no such timer was deleted while its function ran.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        bool isText = finding.Fault is { Kind: FaultKind.FreedText };
        var steps = recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault).ToList();
        int expired = steps.FindLastIndex(e => e.Site.Function == Softirq && e.Value > 0 && e.Kind == EventKind.Step && Entered(steps, e) is { Step: > 0 } && (!isText || e.Agent == finding.Agent));
        if (expired < 0)
        {
            return null;
        }

        var timer = new Address((int)steps[expired].Value);
        var deleted = steps.FindLast(e => e.Kind == EventKind.Step && e.Object == timer && e.Operation == Operation.Timer && IsDeletion(e) && e.Agent != steps[expired].Agent);
        bool concerns = isText || finding.Object == timer || finding.Fault is { Kind: FaultKind.UseAfterFree } fault && steps[^1].Site.Function == Softirq && fault.Address == timer;
        if (deleted.Step == 0 || !concerns)
        {
            return null;
        }

        var enter = Entered(steps, steps[expired]);
        string runner = Cause.Who(recording, enter);
        string function = enter.Kind == EventKind.Step ? enter.Text : recording.NameOf(enter.Object).Split(' ')[0];
        string name = recording.NameOf(timer);
        string call = deleted.Text[..deleted.Text.IndexOf(':', StringComparison.Ordinal)];
        string story = $"{runner} was {(enter.Kind == EventKind.Step ? $"in {function} (since step {enter.Step})" : $"on its way into {function}")} when {Cause.Who(recording, deleted)} called {call} at {deleted.Caller} (step {deleted.Step}), which does not wait for it";
        var marked = new List<int> { enter.Step, deleted.Step };
        if (isText)
        {
            story += $": the module was freed, and {runner} {(enter.Kind == EventKind.Step ? "went on in" : "came to")} what had been its code (step {steps[^1].Step}).";
            marked.Add(steps[^1].Step);
        }
        else
        {
            var armed = steps.FindLast(e => e.Kind == EventKind.Step && e.Object == timer && e.Operation == Operation.Timer && e.Agent == enter.Agent && !e.InModule.IsNull);
            marked.Add(armed.Step);
            story += $" and finds nothing to stop, because a timer is not pending while its function runs. {runner} then armed {name} again, at {armed.Caller} (step {armed.Step})"
                + (finding.Fault is null ? ", and its module was freed with it." : $"; when it was due, it was gone (step {steps[^1].Step}).");
        }

        string symbol = Evidence.Symbol(recording, timer);
        return new Evidence([new InvolvedAccess(function, symbol), new InvolvedAccess(CNames.Of(deleted.Caller.Function), symbol)], story, marked);
    }

    private static bool IsDeletion(in Event e)
        => e.Text.StartsWith("del_timer(", StringComparison.Ordinal) || e.Text.StartsWith("timer_delete(", StringComparison.Ordinal);

    /// <summary>The step with which the softirq goes into the module's function, right after the one that found the timer due.</summary>
    private static Event Entered(List<Event> steps, Event expired)
        => steps.Find(e => e.Step > expired.Step && e.Agent == expired.Agent) is { Operation: Operation.Enter } enter ? enter : default;
}
