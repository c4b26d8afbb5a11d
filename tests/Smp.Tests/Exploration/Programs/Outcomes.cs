using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>What the schedules of a program come to.</summary>
internal sealed class Outcomes
{
    /// <summary>What the runs that came to their own end left behind.</summary>
    internal HashSet<Identity> FinalStates { get; } = [];

    /// <summary>The findings, deadlocks among them.</summary>
    internal HashSet<string> Findings { get; } = [];

    /// <summary>The classes of the runs that came to their own end.</summary>
    internal HashSet<string> Classes { get; } = [];

    /// <summary>How many runs fell into a class that had been run already.</summary>
    internal long Twice { get; private set; }

    internal long Schedules { get; private set; }

    internal ReducedSearch? Search { get; private init; }

    /// <summary>
    /// Whether a run came to its own end: nobody could step any more. A finding in the middle cuts the run short, and what
    /// others would have done then is nobody's business.
    /// </summary>
    internal static bool IsComplete(Computer computer, RunOutcome outcome)
        => outcome == RunOutcome.Ended || (outcome == RunOutcome.Found && computer.FoundAtEnd);

    /// <summary>What a reduced search makes of a program, its classes counted on <paramref name="second"/> if there is one.</summary>
    internal static Outcomes Of(Computer computer, ReducedSearch search, Computer? second = null, long limit = long.MaxValue)
    {
        var outcomes = new Outcomes { Search = search };
        while (!search.IsFinished && search.Schedules < limit)
        {
            var outcome = search.RunNext(computer);
            outcomes.Add(computer, outcome);
            if (second is not null && IsComplete(computer, outcome) && !outcomes.Classes.Add(BruteForce.ClassOf(second, computer.Choices.Items)))
            {
                outcomes.Twice++;
            }
        }

        return outcomes;
    }

    internal void Add(Computer computer, RunOutcome outcome)
    {
        Schedules++;
        if (IsComplete(computer, outcome))
        {
            FinalStates.Add(computer.FinalState());
        }

        if (outcome == RunOutcome.Found)
        {
            Findings.Add(computer.Finding!.ToString());
        }
    }

    /// <summary>What the other has and this one has not, or the other way round, in words; null if they are the same.</summary>
    internal string? Difference(Outcomes other, bool classes)
    {
        if (!Findings.SetEquals(other.Findings))
        {
            return $"findings: {string.Join("; ", Findings)} and {string.Join("; ", other.Findings)}";
        }

        if (!FinalStates.SetEquals(other.FinalStates))
        {
            return $"{FinalStates.Count} and {other.FinalStates.Count} final states";
        }

        return !classes || Classes.SetEquals(other.Classes) ? null : $"{Classes.Count} and {other.Classes.Count} classes";
    }
}
