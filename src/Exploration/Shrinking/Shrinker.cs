using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Makes a failing schedule short: fewest switches, then fewest steps, then fewest processes, all with the same finding
/// (identity and catalogued bug). First by changes to the schedule itself (<see cref="LocalShrink"/>), then by searching
/// all that have fewer switches (<see cref="BoundedShrink"/>), which proves where it gets to its end.
/// </summary>
internal sealed class Shrinker(ISubject subject, HuntOptions options, CancellationToken stop)
{
    // Of each pass; an ordinary finding takes a few hundred schedules.
    private const long LocalSchedules = 3000;
    private const long LocalSteps = 1_500_000;
    private const long BoundedSchedules = 20_000;
    private const long BoundedSteps = 1_500_000;
    private const int Passes = 4;

    /// <summary>The schedule of a finding, made short; null if it cannot be followed.</summary>
    internal Shrunk? Shrink(FindingReport report, IReadOnlyList<int> choices)
    {
        var first = FailingSchedule.Of(subject, Build(), choices, report);
        if (first is null)
        {
            return null;
        }

        var best = first;
        bool isProved = false;
        for (int pass = 0; pass < Passes && !stop.IsCancellationRequested; pass++)
        {
            // A pass that changes nothing would change nothing the next time: what is shrunk twice stays as it is.
            var (shorter, proved) = Pass(best);
            isProved = proved;
            if (shorter == best)
            {
                break;
            }

            best = shorter;
        }

        return new Shrunk(best, new ShrinkReport(first.Size, best.Size, isProved));
    }

    private (FailingSchedule Schedule, bool IsProved) Pass(FailingSchedule known)
    {
        var local = new LocalShrink(subject, Build(), new Effort(LocalSchedules, LocalSteps, stop), known);
        local.Run();
        var bounded = new BoundedShrink(subject, Build(), options.Prune, new Effort(BoundedSchedules, BoundedSteps, stop), local.Best);
        bounded.Run();
        return (bounded.Best, bounded.IsProved);
    }

    private Computer Build()
    {
        var computer = subject.Build();
        computer.MaxSteps = options.MaxSteps ?? computer.MaxSteps;
        return computer;
    }
}

/// <summary>A schedule that was made short.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Report">What became of it.</param>
internal sealed record Shrunk(FailingSchedule Schedule, ShrinkReport Report);
