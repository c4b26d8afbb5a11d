using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Compares a failing run with a passing one: which accesses to one object come in another order, and which of these pairs
/// matter. An observation matters if an agent read, met or was given something else; its cause is the access to the same
/// object that came on the other side of it. From the agent that shows the finding the observations are followed back, each
/// to the observation that the agent behind its cause had made before, as far as that goes: a chain.
/// </summary>
internal sealed class OrderComparison
{
    private const int MaxLinks = 3;

    // The last steps are compared with each other, pair by pair.
    private const int MaxCompared = 1000;

    private readonly Recording _failing;
    private readonly Recording _passing;
    private readonly Decision _decision;
    private readonly StepMatch _match;

    internal OrderComparison(Recording failing, Recording passing, Decision decision)
    {
        _failing = failing;
        _passing = passing;
        _decision = decision;
        _match = new StepMatch(failing, passing);
    }

    /// <summary>Whether somebody observes something else because accesses come in another order.</summary>
    internal bool IsNoticed => Observed().Exists(e => CauseOf(e) is not null);

    internal DecidingOrder Compare()
    {
        var observed = Observed();
        var links = new List<OrderLink>();
        int at = Effect(observed);
        while (at >= 0 && links.Count < MaxLinks && CauseOf(observed[at]) is { } link)
        {
            links.Insert(0, link);
            var cause = link.FirstObserves == true ? link.Second : link.First;
            int before = observed.FindIndex(e => e.Agent == cause.Agent);
            bool isEarlier = before >= 0 && (link.SecondIsOutside || observed[before].Step < cause.Step) && observed[before].Step < observed[at].Step;
            at = isEarlier ? before : -1;
        }

        if (links.Count == 0 && LastReversed() is { } reversed)
        {
            links.Add(reversed);
        }

        return new DecidingOrder(_failing, _passing, _decision, links);
    }

    private List<Event> Observed()
        => [.. _failing.Agents.Select(agent => _match.FirstDifference(agent.Id)).OfType<Event>().OrderBy(e => e.Step)];

    /// <summary>The observation to begin with: that of the agent that shows the finding, or is stuck at the end; else the first.</summary>
    private int Effect(List<Event> observed)
    {
        int shows = _failing.Finding?.Agent ?? -1;
        int at = observed.FindIndex(e => e.Agent == shows);
        if (at < 0 && shows < 0)
        {
            const Blocked Over = Blocked.Finished | Blocked.Dead;
            at = observed.FindIndex(e => _failing.Blocked[e.Agent] != Blocked.No && (_failing.Blocked[e.Agent] & Over) == 0 && !_failing.Agents[e.Agent].IsDaemon);
        }

        at = at < 0 ? observed.FindIndex(e => CauseOf(e) is not null) : at;
        return at >= 0 && CauseOf(observed[at]) is null ? observed.FindIndex(e => CauseOf(e) is not null) : at;
    }

    /// <summary>The access that came on the other side of an observation, with what followed from it.</summary>
    private OrderLink? CauseOf(Event observer)
    {
        if (_match.InPassing(observer) is not { } otherwise)
        {
            return null;
        }

        OrderLink? best = null;
        int bestRank = int.MaxValue;

        // What came in front of it in one run and not in the other; of several the last, for that is what it saw.
        foreach (var write in _match.Failing)
        {
            if (write.Step < observer.Step && write.Agent != observer.Agent
                && (_match.InPassing(write) is not { } there || there.Step > otherwise.Step)
                && Meeting(write, _failing, observer, _failing) is { } met && met.Rank <= bestRank)
            {
                bestRank = met.Rank;
                best = new OrderLink(write, observer, met.Object) { FirstObserves = false };
            }
        }

        foreach (var write in _match.Passing)
        {
            if (write.Step < otherwise.Step && write.Agent != observer.Agent)
            {
                var here = _match.InFailing(write);
                if ((here is null || here.Value.Step > observer.Step) && Meeting(write, _passing, otherwise, _passing) is { } met && met.Rank <= bestRank)
                {
                    bestRank = met.Rank;
                    best = new OrderLink(observer, here ?? write, met.Object) { FirstObserves = true, SecondIsOutside = here is null };
                }
            }
        }

        return best is null ? null : best with { Otherwise = otherwise, Next = _match.NextInFailing(observer), NextOtherwise = _match.NextInPassing(otherwise) };
    }

    /// <summary>The last two accesses, one of them a write, whose order is the other in the passing run.</summary>
    private OrderLink? LastReversed()
    {
        OrderLink? best = null;
        int bestRank = int.MaxValue;
        var steps = _match.Failing.TakeLast(MaxCompared).ToList();
        foreach (var second in steps)
        {
            if (_match.InPassing(second) is not { } secondThere)
            {
                continue;
            }

            foreach (var first in steps)
            {
                if (first.Step >= second.Step)
                {
                    break;
                }

                if (first.Agent != second.Agent && _match.InPassing(first) is { } there && there.Step > secondThere.Step
                    && (Meeting(first, _failing, second, _failing) ?? Meeting(second, _failing, first, _failing)) is { } met && met.Rank <= bestRank)
                {
                    bestRank = met.Rank;
                    best = new OrderLink(first, second, met.Object);
                }
            }
        }

        return best;
    }

    /// <summary>Where one step writes what another touches, the most telling object first: what the other's own operation is about.</summary>
    private static (Address Object, int Rank)? Meeting(in Event writer, Recording writers, in Event other, Recording others)
    {
        (Address Object, int Rank)? best = null;
        foreach (var write in writers.Footprints[writer.Step - 1])
        {
            if (!write.IsWrite)
            {
                continue;
            }

            if (other.Kind == EventKind.Fault && writers.RegionOf(write.Object) is { } freed && freed == others.RegionOf(other.Object))
            {
                // The access was not made and is in no footprint: it met what had become of the object.
                return (other.Object, 0);
            }

            foreach (var access in others.Footprints[other.Step - 1])
            {
                if (access.Object == write.Object && Rank(others, access.Object, other, writer) is { } rank && (best is null || rank < best.Value.Rank))
                {
                    best = (IsOwn(other, access.Object) ? other.Object : access.Object, rank);
                }
            }
        }

        return best;
    }

    private static bool IsOwn(in Event e, Address word) => (e.Object.Value & ~7) == word.Value && !e.Object.IsNull;

    /// <summary>How telling an object is; null for one that stands for a CPU and the like, which says nothing.</summary>
    private static int? Rank(Recording recording, Address word, in Event other, in Event writer)
        => IsOwn(other, word) ? (IsOwn(writer, word) ? 0 : 1)
            : recording.Agents.Any(agent => agent.Arena == word) ? 5
            : recording.RegionOf(word)?.Kind switch
            {
                RegionKind.ModuleData => 2,
                RegionKind.Text => 3,
                RegionKind.KernelData or RegionKind.Heap or RegionKind.User => 4,
                _ => null,
            };
}
