using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The steps of two runs of one program, told by whose they are and the how-manieth of their agent. Up to where an agent
/// observes something else, it takes the same steps in both.
/// </summary>
internal sealed class StepMatch
{
    private readonly List<Event>[] _failing;
    private readonly List<Event>[] _passing;
    private readonly Dictionary<int, (int Agent, int Place)> _placeInFailing = [];
    private readonly Dictionary<int, (int Agent, int Place)> _placeInPassing = [];

    internal StepMatch(Recording failing, Recording passing)
    {
        _failing = Steps(failing, _placeInFailing);
        _passing = Steps(passing, _placeInPassing);
    }

    /// <summary>The steps of the failing run, in order.</summary>
    internal IEnumerable<Event> Failing => _placeInFailing.OrderBy(pair => pair.Key).Select(pair => _failing[pair.Value.Agent][pair.Value.Place]);

    /// <summary>The steps of the passing run, in order.</summary>
    internal IEnumerable<Event> Passing => _placeInPassing.OrderBy(pair => pair.Key).Select(pair => _passing[pair.Value.Agent][pair.Value.Place]);

    /// <summary>The same step in the passing run; null if it is not made there.</summary>
    internal Event? InPassing(in Event step) => Counterpart(step, _placeInFailing, _passing);

    /// <summary>The same step in the failing run; null if it is not made there.</summary>
    internal Event? InFailing(in Event step) => Counterpart(step, _placeInPassing, _failing);

    /// <summary>The agent's next step in the failing run.</summary>
    internal Event? NextInFailing(in Event step) => Next(step, _placeInFailing, _failing);

    /// <summary>The agent's next step in the passing run.</summary>
    internal Event? NextInPassing(in Event step) => Next(step, _placeInPassing, _passing);

    /// <summary>The first step of an agent that both runs have and that came out otherwise: what it observed, or that it failed.</summary>
    internal Event? FirstDifference(int agent)
    {
        int common = Math.Min(_failing[agent].Count, _passing[agent].Count);
        for (int i = 0; i < common; i++)
        {
            var (here, there) = (_failing[agent][i], _passing[agent][i]);
            if (!IsSame(here, there))
            {
                // It went another way without having read another value: what the step before did, says more than its value.
                return i > 0 ? _failing[agent][i - 1] : null;
            }

            if (here.Value != there.Value || here.Kind != there.Kind)
            {
                return here;
            }
        }

        return null;
    }

    private static List<Event>[] Steps(Recording recording, Dictionary<int, (int Agent, int Place)> places)
    {
        var steps = recording.Agents.Select(_ => new List<Event>()).ToArray();
        foreach (var e in recording.Events)
        {
            if (e.Kind is EventKind.Step or EventKind.Fault)
            {
                places[e.Step] = (e.Agent, steps[e.Agent].Count);
                steps[e.Agent].Add(e);
            }
        }

        return steps;
    }

    private static bool IsSame(in Event left, in Event right)
        => left.Operation == right.Operation && left.Object == right.Object && left.Site == right.Site;

    private static Event? Counterpart(in Event step, Dictionary<int, (int Agent, int Place)> places, List<Event>[] others)
    {
        var (agent, place) = places[step.Step];
        return place < others[agent].Count && IsSame(step, others[agent][place]) ? others[agent][place] : null;
    }

    private static Event? Next(in Event step, Dictionary<int, (int Agent, int Place)> places, List<Event>[] steps)
    {
        var (agent, place) = places[step.Step];
        return place + 1 < steps[agent].Count ? steps[agent][place + 1] : null;
    }
}
