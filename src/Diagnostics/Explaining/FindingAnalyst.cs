using System.Globalization;
using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Works out from a recorded re-run what a finding is about: the accesses involved, the identity they give it, the
/// catalogued bug they are the signature of, and one paragraph for people.
/// </summary>
public static class FindingAnalyst
{
    /// <summary>Explains <paramref name="finding"/>.</summary>
    public static FindingReport Explain(Recording recording, Finding finding)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(finding);
        var (involved, story, marked) = Cause.Of(recording, finding) ?? LateTasklet.Find(recording, finding) ?? (finding switch
        {
            _ when LateWork.Applies(recording, finding) => LateWork.Explain(recording, finding),
            { Fault: { } fault } => ExplainFault(recording, fault),
            { Detector: "never" } => ExplainNever(recording, finding),
            { Detector: "kernel" } => ComplaintCause.Explain(recording, finding),
            { Kind: LockRuleDetector.OrderKind or LockRuleDetector.StateKind } => LockRuleCause.Explain(recording, finding),
            { Kind: DataRaceDetector.Kind } => DataRaceStory.Tell(recording, finding),
            _ => HangCause.Explain(recording),
        });

        var accesses = involved
            .Distinct()
            .OrderBy(a => a.Function, StringComparer.Ordinal)
            .ThenBy(a => a.Object, StringComparer.Ordinal)
            .ToList();
        string id = IdentityOf(finding, accesses);
        var signature = BugSignatures.Match(finding.Kind, accesses, ModulesOf(recording));
        string explanation = signature is null ? story + GeneralAdvice(recording, finding) : $"{story} {signature.Advice}";
        string title = FindingTitle.Of(recording, finding);
        return new FindingReport(id, finding, signature?.Bug, title, accesses, explanation, marked);
    }

    /// <summary>The story of a stale read.</summary>
    internal static Evidence ExplainStale(Recording recording, StaleRead stale)
    {
        string name = recording.NameOf(stale.Read.Object);
        string reader = recording.Agents[stale.Read.Agent].Name;
        string writer = recording.Agents[stale.Write.Agent].Name;
        string story = $"{reader} read {name} = {stale.Read.Value} at {stale.Read.Site} (step {stale.Read.Step}) and went on relying on it, "
            + $"but {writer} changed {name} to {stale.Write.Value} at {stale.Write.Site} (step {stale.Write.Step})";
        story += stale.Act is { } act
            ? $" before {reader} stored {act.Value} at {act.Site} (step {act.Step})."
            : " before it was done.";
        story += $" Had step {stale.Write.Step} come before step {stale.Read.Step}, {reader} would have seen {stale.Write.Value}.";
        var marked = new List<int> { stale.Read.Step, stale.Write.Step };
        if (stale.Act is { } last)
        {
            marked.Add(last.Step);
        }

        return new Evidence(Accesses(recording, [stale.Read, stale.Write]), story, marked);
    }

    /// <summary>Accesses as an identity has them: the kernel's own are left out where there are others.</summary>
    private static List<InvolvedAccess> Accesses(Recording recording, IReadOnlyList<Event> events)
    {
        var all = events.Select(e => Evidence.Involve(recording, e)).ToList();
        var modules = all.Where(a => a.Function.Length != 0).ToList();
        return modules.Count != 0 ? modules : all;
    }

    private static Evidence ExplainNever(Recording recording, Finding finding)
    {
        if (finding.Kind == "old-text" && UserCode.LastString(recording, finding) is { } old)
        {
            return old;
        }

        if (finding.Kind is "torn-text" or "mixed-text" or "foreign-text" or "stale-text" or "text-changed" && TextCause.Find(recording, finding) is { } text)
        {
            return text;
        }

        if (finding.Kind == "wrong-length" && ForeignValue.FindLast(recording, finding.Agent) is { } length)
        {
            return length.AsEvidence(recording);
        }

        if (finding.Kind == "text-twice" && SequenceCause.Find(recording, finding) is { } sequence)
        {
            return sequence;
        }

        if (finding.Kind == "double-fetch" && DoubleFetch.Find(recording, finding.Agent) is { } twice)
        {
            return twice;
        }

        if (WrongText.Find(recording, finding) is { } whole)
        {
            return whole;
        }

        if (StaleRead.FindLast(recording, finding.Agent) is { } stale)
        {
            return ExplainStale(recording, stale);
        }

        if (EarlyInode.Find(recording, finding) is { } early)
        {
            return early;
        }

        var conflicts = Conflicts(recording, finding.Agent);
        if (conflicts.Count == 0 && Evidence.LastModuleFunction(recording, finding.Agent) is { Length: > 0 } function)
        {
            // Nobody came in between: the function that answered, and the variable it looked at last.
            conflicts.Add(new InvolvedAccess(function, LastVariable(recording, finding.Agent, function)));
        }

        return LastLook.Find(recording, finding.Agent) is { } look
            ? new Evidence(conflicts, look.Story, look.Marked)
            : new Evidence(conflicts, $"{Sentence(finding.Message)}.", []);
    }

    private static string LastVariable(Recording recording, int agent, string function)
    {
        string variable = "";
        foreach (var e in recording.Events)
        {
            if (e.Kind == EventKind.Step && e.Agent == agent && e.Operation == Operation.Load && CNames.Of(e.Site.Function ?? "") == function
                && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData } region)
            {
                variable = region.Name;
            }
        }

        return variable;
    }

    private static Evidence ExplainFault(Recording recording, Fault fault)
    {
        var at = recording.Events.LastOrDefault(e => e.Kind == EventKind.Fault);
        if (fault.Kind is FaultKind.FreedText or FaultKind.UseAfterFree && ForcedRemoval.Find(recording, fault) is { } forced)
        {
            return forced;
        }

        if (fault.Kind is FaultKind.FreedText or FaultKind.UseAfterFree && FailedInit.Find(recording, fault) is { } failed)
        {
            return failed;
        }

        if (fault.Kind == FaultKind.FreedText && ReferenceCause.PutBeforeReturn(recording, fault) is { } early)
        {
            return early;
        }

        if (fault.Kind is FaultKind.FreedText or FaultKind.UseAfterFree && UnpinnedOpen.Find(recording, fault) is { } unpinned)
        {
            return unpinned;
        }

        // The kernel's own access to what a module left: it had no reference any more.
        if (at.InModule.IsNull && fault.Kind == FaultKind.UseAfterFree
            && (ReferenceCause.RefusedToAnyone(recording) ?? ReferenceCause.PutBeforeEnd(recording, fault)
                ?? ReferenceCause.Find(recording, fault.Agent)) is { } reference)
        {
            return reference;
        }

        if (fault.Kind == FaultKind.FreedText && ReferenceCause.Refused(recording, fault.Agent) is { } refused)
        {
            return refused;
        }

        var foreign = fault.Kind is FaultKind.OutOfBounds or FaultKind.Uninitialised ? ForeignValue.FindLast(recording, fault.Agent) : null;
        if (fault is { Kind: FaultKind.Uninitialised, Operation: Operation.CopyOut } && foreign is { Own: not null })
        {
            // The kernel copies out what a function said was there, having looked twice how much that is.
            return foreign.AsEvidence(recording);
        }

        string who = recording.Agents[fault.Agent].Name;
        string what = recording.NameOf(fault.Address);
        if (at.Kind == EventKind.Fault && UserCode.IsIn(recording, at))
        {
            string does = fault.Kind == FaultKind.Uninitialised ? $"read {what}, which nobody had written" : $"was ended by SIGSEGV: it used {(fault.Address.IsNull ? "a pointer that is NULL" : what)}";
            return new Evidence([UserCode.Involve(recording, at)], $"{who} {does}, in {CNames.Of(at.Site.Function)} at {at.Site} (step {at.Step}).", [at.Step]);
        }

        string verb = fault.Kind switch
        {
            FaultKind.FreedText => "ran on in code of a module that was freed",
            FaultKind.UseAfterFree => "touched memory that was freed",
            FaultKind.OutOfBounds when recording.RegionOf(fault.Address) is { Kind: RegionKind.ModuleData } region =>
                $"touched {fault.Size} bytes where only {region.Size - (fault.Address - region.Start)} belong to the object",
            FaultKind.OutOfBounds => "touched memory outside every object",
            FaultKind.Uninitialised => "read memory nobody had written",
            _ => "used a pointer to nothing",
        };
        string story = $"{who} {verb}: {what}, at {at.Site} (step {at.Step}).";
        return fault.Kind == FaultKind.OutOfBounds && foreign is not null
            ? new Evidence([Evidence.Involve(recording, at)], $"{story} {foreign.Tell(recording)}", [foreign.Write.Step, foreign.Read.Step, at.Step])
            : new Evidence([Evidence.Involve(recording, at)], story, [at.Step]);
    }

    /// <summary>Without a stale read: what the agent touched of a module that another agent had written.</summary>
    private static List<InvolvedAccess> Conflicts(Recording recording, int agent)
    {
        var writers = new Dictionary<Address, int>();
        var result = new List<InvolvedAccess>();
        foreach (var e in recording.Events)
        {
            if (e.Kind != EventKind.Step || e.InModule.IsNull || e.Operation is not (Operation.Load or Operation.Store or Operation.Atomic))
            {
                continue;
            }

            if (e.Agent == agent && writers.TryGetValue(e.Object, out int writer) && writer != agent)
            {
                result.Add(Evidence.Involve(recording, e));
            }

            if (e.Operation != Operation.Load)
            {
                writers[e.Object] = e.Agent;
            }
        }

        return result;
    }

    /// <summary>The modules of the run: who has text.</summary>
    private static HashSet<string> ModulesOf(Recording recording)
        => recording.Regions.Where(r => r is { Kind: RegionKind.Text, Owner.Length: > 0 }).Select(r => r.Owner).ToHashSet(StringComparer.Ordinal);

    private static string IdentityOf(Finding finding, List<InvolvedAccess> accesses)
    {
        string text = finding.Kind + "|" + string.Join("|", accesses.Select(a => $"{a.Function}:{a.Object}"));
        if (accesses.Count == 0)
        {
            text += finding.Subject;
        }

        return $"{finding.Kind}-{((uint)Hashing.Scramble(Hashing.OfText(text))).ToString("x8", CultureInfo.InvariantCulture)}";
    }

    private static string GeneralAdvice(Recording recording, Finding finding) => finding.Kind switch
    {
        "deadlock" or "hung-task" when HangCause.WaitsForHandler(recording, finding.Agent) =>
            " What is waited for must be able to run: not from its own function, not with a lock that it takes, not while it is disabled.",
        "never" => " What is tested and what is done about it must be one operation: an atomic one, or both under one lock.",
        DataRaceDetector.Kind => " Both sides must hold one lock, or mark what they share: atomic_t, READ_ONCE() and WRITE_ONCE().",
        "deadlock" => " Locks must be taken in one order everywhere, given back on every path, and never taken by an interrupt handler while the task below holds them.",
        LockRuleDetector.OrderKind => " Locks must be taken in one order everywhere, whether or not it has gone wrong this time.",
        LockRuleDetector.StateKind => " A lock that an interrupt handler takes must be taken with interrupts off everywhere else (spin_lock_irqsave), one that a softirq takes with bottom halves off (spin_lock_bh).",
        "leftover" => " What a module has armed or queued must be stopped, and waited for, before its memory goes.",
        "torn-text" or "mixed-text" or "text-lost" or "eof-at-once" or "foreign-text" or "stale-text" or "text-twice" => " A reader must get one text, whole, and then the end of the file.",
        "sleep-in-atomic" => " What may sleep must come before the lock is taken or after it is given back; an allocation under it is GFP_ATOMIC.",
        "unbalanced-lock" => " Who gives a lock back must be the one who took it, and give it back once.",
        "rcu-usage" => " A pointer that RCU protects is followed between rcu_read_lock() and rcu_read_unlock().",
        "bh-irqs-off" => " Bottom halves are switched on again where interrupts are on; while those are off no softirq can come anyway.",
        "lock-held" or "irqs-off" => " What is taken or switched off must be given back or switched on again on every way out.",
        "leak" => " What a module has from kmalloc or vmalloc it must give back before it goes, on every path.",
        "double-free" => " Who frees an object must be the only one who can: take the pointer away in the same operation.",
        "livelock" => " Who waits turning round must leave its CPU, and what it holds, to whoever it waits for; or sleep.",
        "hung-task" => " Whoever makes the condition true must wake the sleepers afterwards.",
        "out-of-bounds" => " An index or a length must be checked against the object it is used on, in the same breath.",
        "uninitialised-read" => " Memory from the allocator must be written before it is read or copied out.",
        "count-exceeded" => " A read or write must return no more than it was asked for: the length it worked with is a local variable.",
        "bad-address" => " A pointer must be set before it can be reached by others, and tested where it may be NULL.",
        _ => " What can still be reached must not be freed: a reference must be taken before the first use and dropped after the last.",
    };

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
