using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>All that a reduced search finds out about a program.</summary>
internal sealed class Reduced
{
    internal SortedSet<string> FinalStates { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> Findings { get; } = new(StringComparer.Ordinal);

    internal ReducedSearch Search { get; private init; } = null!;

    internal static Reduced All(Computer computer, ReducedSearch? with = null, Action<Computer>? complete = null)
    {
        var search = with ?? new ReducedSearch();
        var explored = new Reduced { Search = search };
        while (!search.IsFinished)
        {
            var outcome = search.RunNext(computer);
            if (outcome is RunOutcome.Ended or RunOutcome.Found)
            {
                explored.FinalStates.Add($"{outcome} {computer.FinalState()}");
                complete?.Invoke(computer);
            }

            if (outcome == RunOutcome.Found)
            {
                explored.Findings.Add(computer.Finding!.ToString());
            }
        }

        return explored;
    }
}
