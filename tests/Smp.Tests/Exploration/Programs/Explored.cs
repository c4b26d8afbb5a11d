using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>All that a depth-first search finds out about a program.</summary>
internal sealed class Explored
{
    internal SortedSet<string> FinalStates { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> Findings { get; } = new(StringComparer.Ordinal);

    internal DepthFirst Search { get; private init; } = null!;

    /// <summary>Searches to the end; null if that would take more than <paramref name="limit"/> schedules.</summary>
    internal static Explored? All(
        Computer computer,
        bool prune,
        bool audit = false,
        Func<Computer, Identity>? identity = null,
        long limit = long.MaxValue)
    {
        var search = new DepthFirst(prune, audit, identity);
        var explored = new Explored { Search = search };
        while (!search.IsFinished)
        {
            if (search.Schedules == limit)
            {
                return null;
            }

            var outcome = search.RunNext(computer);
            if (outcome is RunOutcome.Ended or RunOutcome.Found)
            {
                explored.FinalStates.Add($"{outcome} {computer.FinalState()}");
            }

            if (outcome == RunOutcome.Found)
            {
                explored.Findings.Add(computer.Finding!.ToString());
            }
        }

        return explored;
    }

    internal bool IsSameAs(Explored other) => FinalStates.SetEquals(other.FinalStates) && Findings.SetEquals(other.Findings);
}
