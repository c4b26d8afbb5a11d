using System.Globalization;
using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Puts in words which order of accesses decides, for a finding of any kind: what is said beside its explanation.</summary>
public static class DecidingStory
{
    /// <summary>The decision, and the accesses behind it.</summary>
    public static string Tell(DecidingOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return string.Join(' ', order.Links.Select(link => Sentence(order, link)).Prepend(Decided(order)));
    }

    /// <summary><c>Decided in step 18: had cat/1 stepped there instead of tail/2, nothing would have been found.</c></summary>
    private static string Decided(DecidingOrder order)
    {
        var decision = order.Decision;
        var failing = order.Failing;
        if (!decision.IsValue)
        {
            return $"Decided in step {Number(decision.Step)}: had {failing.Agents[decision.Instead].Name} stepped there instead of "
                + $"{failing.Agents[decision.Taken].Name}, nothing would have been found.";
        }

        var step = failing.Events.First(e => e.Step == decision.Step && e.Kind is EventKind.Step or EventKind.Fault);
        return $"Decided in step {Number(decision.Step)}: had the choice of {Who(failing, step)} {Where(step)}, one of {Number(decision.Count)}, been "
            + $"{Number(decision.Instead)} instead of {Number(decision.Taken)}, nothing would have been found.";
    }

    private static string Sentence(DecidingOrder order, OrderLink link)
    {
        var failing = order.Failing;
        string first = $"{Who(failing, link.First)} {Did(failing, link.First, link.Object)} (step {Number(link.First.Step)})";
        string second = link.SecondIsOutside
            ? $"{Who(failing, link.Second)} {CameTo(order.Passing, link.Second, link.Object)}"
            : $"{Who(failing, link.Second)} {Did(failing, link.Second, link.Object)} (step {Number(link.Second.Step)})";
        return $"{first} before {second}{Otherwise(order, link)}.";
    }

    /// <summary>What the access that depends on the order would have come to.</summary>
    private static string Otherwise(DecidingOrder order, OrderLink link)
    {
        if (link.Otherwise is not { } otherwise || link.FirstObserves is not { } isFirst)
        {
            return "";
        }

        var observer = isFirst ? link.First : link.Second;
        string who = Who(order.Failing, observer);
        string then = link.NextOtherwise is { } next && link.Next is { } now && Where(now) != Where(next) ? $"gone on {Where(next)}" : "";
        string what = observer.Kind == EventKind.Fault && otherwise.Kind != EventKind.Fault ? "found it in order"
            : observer.Value == otherwise.Value ? ""
            : AtomicAccess.IsLoad(observer) ? $"read {Value(order.Passing, otherwise.Value)}"
            : observer.Operation is Operation.Atomic ? $"got {Value(order.Passing, otherwise.Value)}"
            : Outcome(otherwise) is { Length: > 0 } outcome && outcome != Outcome(observer) ? $"come out as \"{outcome}\""
            : "";
        return (what, then) switch
        {
            ("", "") => "",
            ("", _) => $"; the other way round {who} would have {then}",
            (_, "") => $"; the other way round {who} would have {what}",
            _ => $"; the other way round {who} would have {what} and {then}",
        };
    }

    private static string Did(Recording recording, in Event e, Address target)
    {
        string name = Name(recording, e, target);
        return e.Operation switch
        {
            _ when e.Kind == EventKind.Fault => $"came to {name} {Where(e)}",
            _ when AtomicAccess.IsLoad(e) => $"read {name} = {Value(recording, e.Value)} {Where(e)}",
            _ when AtomicAccess.IsStore(e) => $"stored {name} = {Value(recording, e.Value)} {Where(e)}",
            Operation.Atomic => $"changed {name} in one operation {Where(e)}",
            _ when Call(e) is { Length: > 0 } call => $"was at {call}{IfInModule(e)}",
            Operation.Lock => $"took {name} {Where(e)}",
            Operation.Unlock => $"gave back {name} {Where(e)}",
            Operation.Enter => $"entered {name}{IfInModule(e)}",
            Operation.Leave => $"left {name}{IfInModule(e)}",
            _ => $"was {Where(e)}",
        };
    }

    /// <summary>The same of a step that only the passing schedule has.</summary>
    private static string CameTo(Recording recording, in Event e, Address target) => e.Operation switch
    {
        Operation.Load => $"came to read {Name(recording, e, target)} {Where(e)}",
        Operation.Store => $"came to store {Name(recording, e, target)} = {Value(recording, e.Value)} {Where(e)}",
        _ when Call(e) is { Length: > 0 } call => $"came to {call}{IfInModule(e)}",
        _ => $"was {Where(e)}",
    };

    /// <summary>What a primitive calls itself, without what came of it: <c>cancel_delayed_work(Task): was not pending</c>.</summary>
    private static string Call(in Event e)
    {
        int end = e.Text.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 ? colon : e.Text.Length;
        return e.Text.AsSpan(0, end).Contains('(') ? e.Text[..end] : "";
    }

    private static string Outcome(in Event e) => e.Text.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 ? e.Text[(colon + 2)..] : "";

    private static string Function(in Event e) => CNames.Of(e.Site.Function) is { Length: > 0 } name ? name : "a step";

    private static string Name(Recording recording, in Event e, Address target)
        => recording.NameOf(target.IsNull ? e.Object : target);

    /// <summary>The line of the module or program; of the kernel the function.</summary>
    private static string Where(in Event e)
        => IsAccess(e) && !e.InModule.IsNull ? $"at {e.Site}"
            : !e.InModule.IsNull || e.Caller == e.Site ? $"at {e.Caller}"
            : $"in {Function(e)}";

    /// <summary>The line, where it says more than the primitive does.</summary>
    private static string IfInModule(in Event e) => e.InModule.IsNull && e.Caller != e.Site ? "" : $" {Where(e)}";

    private static bool IsAccess(in Event e) => e.Operation is Operation.Load or Operation.Store or Operation.Atomic;

    private static string Who(Recording recording, in Event e) => recording.Agents[e.Agent].Name;

    private static string Value(Recording recording, long value) => recording.PointeeOf(value) ?? Number(value);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
