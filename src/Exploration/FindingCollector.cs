using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Turns failing schedules into findings: explains each from a recorded re-run, keeps one schedule an identity, and
/// replays that one twice on computers built for the purpose, so that nothing a hunt left behind can have caused it.
/// </summary>
internal sealed class FindingCollector(ISubject subject, HuntOptions options, Func<Computer> build)
{
    // Of all kinds together; the first of each is explained in any case.
    private const int MaxExplained = 20_000;

    // By identity and bug: the second follows from the first, but that is for whoever explains to keep.
    private readonly Dictionary<(string Id, string? Bug), int> _index = [];
    private readonly List<Draft> _drafts = [];
    private int _explained;
    private Computer? _computer;

    /// <summary>Failing schedules that are counted with no finding.</summary>
    internal long Unexplained { get; private set; }

    /// <summary>Adds what a search has found. Stops early, and counts the rest as unexplained, when the caller cancels.</summary>
    internal void Add(SearchOutcome outcome, CancellationToken cancel)
    {
        Unexplained += outcome.Hits.Dropped;
        if (outcome.Hits.Groups.Count == 0)
        {
            return;
        }

        var computer = build();
        foreach (var group in outcome.Hits.Groups)
        {
            int explained = 0;
            int draft = -1;
            bool isOne = true;
            foreach (var hit in group.Hits)
            {
                if (explained > 0 && (!options.KeepGoing || _explained >= MaxExplained || cancel.IsCancellationRequested))
                {
                    break;
                }

                int found = Explain(computer, group.Finding, hit, outcome.Strategy);
                isOne &= draft < 0 || draft == found;
                draft = found;
                explained++;
                _explained++;
            }

            // What one observation has always meant it means in the schedules that were only counted.
            long counted = options.KeepGoing ? group.Count - explained : 0;
            if (isOne)
            {
                _drafts[draft].Hits += counted;
            }
            else
            {
                Unexplained += counted;
            }

            if (!options.KeepGoing)
            {
                return;
            }
        }
    }

    /// <summary>Adds one failing schedule, at once; the bug that it shows, null if it is none of the catalogue.</summary>
    internal string? AddOne(Finding finding, Hit hit, string strategy)
        => _drafts[Explain(_computer ??= build(), finding, hit, strategy)].Bug;

    /// <summary>
    /// The findings, each replayed twice, in the order of their first hits; in a hunt for one bug that one comes first.
    /// </summary>
    internal IReadOnlyList<FoundFinding> Verified()
    {
        // Kinds are explained one after the other; each search numbers its schedules for itself.
        var searches = _drafts.Select(draft => draft.Strategy).Distinct().ToList();
        var ordered = _drafts.OrderBy(draft => searches.IndexOf(draft.Strategy)).ThenBy(draft => draft.FirstHit).ToList();
        return [.. ordered.Where(IsWanted).Select(Verify), .. ordered.Where(draft => !IsWanted(draft)).Select(Verify)];
    }

    /// <summary>The first finding that is <paramref name="bug"/>, or has the identity <paramref name="id"/>; replayed twice.</summary>
    internal FoundFinding? Verified(string id, string? bug)
        => _drafts.Find(draft => draft.Id == id || (bug is not null && draft.Bug == bug)) is { } wanted ? Verify(wanted) : null;

    private static bool IsSame(Finding? left, Finding? right)
        => left is not null && right is not null && (left with { Message = "" }) == (right with { Message = "" });

    private bool IsWanted(Draft draft) => options.Until is { } bug && draft.Bug == bug;

    private int Explain(Computer computer, Finding observed, Hit hit, string strategy)
    {
        var recording = computer.Record(StrategyOf(hit));
        if (recording.Outcome != RunOutcome.Found || recording.Finding!.Detector != observed.Detector
            || recording.Finding.Kind != observed.Kind || recording.Finding.Subject != observed.Subject)
        {
            throw new MachineException(
                $"schedule {hit.Number} of the {strategy} hunt ended with '{observed.Message}'; recorded, it ended as "
                + $"{recording.Outcome}{(recording.Finding is { } other ? $" with '{other.Message}'" : "")}{Parts(recording.Choices)}");
        }

        if (hit.EventHash is { } seen && seen != recording.EventHash)
        {
            throw new MachineException(
                $"schedule {hit.Number} of the {strategy} hunt gave other events than its replay: {seen:x16} and {recording.EventHash:x16}");
        }

        var report = subject.Explain(recording, recording.Finding);
        if (!_index.TryGetValue((report.Id, report.Bug), out int index))
        {
            index = _drafts.Count;
            _index.Add((report.Id, report.Bug), index);
            _drafts.Add(new Draft(report.Id, report.Bug, strategy, hit.Number, [.. recording.Choices]) { Trace = hit.Trace });
        }

        _drafts[index].Hits++;
        _drafts[index].Lower(strategy, hit, recording.Choices);
        return index;
    }

    private IStrategy StrategyOf(Hit hit)
    {
        if (hit.Choices is not null)
        {
            return new ReplayStrategy(hit.Choices);
        }

        var random = new RandomStrategy(options.Seed);
        random.Reseed(hit.Number - 1);
        return random;
    }

    /// <summary>Two replays on two fresh computers, one bare and one recorded, must agree event for event.</summary>
    private FoundFinding Verify(Draft draft)
    {
        var bare = build();
        var follow = new ReplayStrategy(draft.Choices);
        bare.KeepEventHash = true;
        var outcome = bare.Run(follow);
        follow.Conclude();
        var followed = follow.Divergence;

        var computer = build();
        var recording = computer.Record(follow);
        follow.Conclude();
        if (outcome != RunOutcome.Found || recording.Outcome != RunOutcome.Found
            || followed is not null || follow.Divergence is not null
            || bare.EventHash != recording.EventHash || !IsSame(bare.Finding, recording.Finding))
        {
            throw new MachineException(
                $"the schedule of '{draft.Id}' is not reproducible: replayed, it ended as {outcome} ('{bare.Finding?.Message}', events "
                + $"{bare.EventHash:x16}); recorded, as {recording.Outcome} ('{recording.Finding?.Message}', events {recording.EventHash:x16})"
                + (followed ?? follow.Divergence) switch { null => "", var divergence => "; " + divergence.Message } + Parts(draft.Choices));
        }

        var report = subject.Explain(recording, recording.Finding!);
        if (report.Id != draft.Id)
        {
            throw new MachineException($"the explanation of a finding is not reproducible: '{draft.Id}' became '{report.Id}'");
        }

        var token = Token.OfRun(subject, computer);
        return new FoundFinding(report, token, recording, draft.Strategy, draft.FirstHit, draft.Hits) { EngineTrace = draft.Trace };
    }

    /// <summary>Where runs of a schedule part that should have been the same.</summary>
    private string Parts(IReadOnlyList<int> choices) => $"; {Nondeterminism.Difference(build, choices)}";

    private sealed class Draft(string id, string? bug, string strategy, long firstHit, int[] choices)
    {
        internal string Id { get; } = id;

        internal string? Bug { get; } = bug;

        internal string Strategy { get; } = strategy;

        internal long FirstHit { get; private set; } = firstHit;

        internal int[] Choices { get; private set; } = choices;

        internal string? Trace { get; set; }

        internal long Hits { get; set; }

        /// <summary>Kinds are explained one after the other, so an identity's first hit may come later.</summary>
        internal void Lower(string by, in Hit hit, IReadOnlyList<int> schedule)
        {
            if (by == Strategy && hit.Number < FirstHit)
            {
                FirstHit = hit.Number;
                Choices = [.. schedule];
                Trace = hit.Trace;
            }
        }
    }
}
