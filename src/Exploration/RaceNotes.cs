using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Looks for data races beside a hunt: a number of random schedules on a computer of its own, whose races are kept and end
/// nothing. A race is a note, not a failure: what follows from it is for the hunt to find.
/// </summary>
/// <remarks>
/// Schedule k is the one that a random hunt with the same seed has under that number. Each distinct race is then shown by
/// a schedule that ends with it, as the n-th distinct race of that run: its token says so and can be replayed.
/// </remarks>
internal sealed class RaceNotes(ISubject subject, HuntOptions options)
{
    internal const int Schedules = 300;
    private const double TimeShare = 0.1;
    private const int MaxNotes = 64;

    private readonly List<Seen> _seen = [];

    /// <summary>The notes, in the order of their first schedules; none where the subject has no races to watch for.</summary>
    internal IReadOnlyList<FoundFinding> Look(CancellationToken cancel)
    {
        if (!options.Notes || cancel.IsCancellationRequested || subject.WithRaces(0) is not { } watched)
        {
            return [];
        }

        var computer = Build(watched);
        if (computer.Detectors.OfType<IRaceWatch>().FirstOrDefault() is not { } watch)
        {
            return [];
        }

        double limit = Math.Min(options.Time.TotalMilliseconds * TimeShare, int.MaxValue - 1);
        using var timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(limit), options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        var strategy = new RandomStrategy(options.Seed);
        for (int k = 0; k < Schedules && !stop.IsCancellationRequested; k++)
        {
            strategy.Reseed(k);
            if (!Run(computer, strategy))
            {
                break;
            }

            for (int i = 0; i < watch.Races.Count; i++)
            {
                Count(watch.Races[i], k, i + 1);
            }
        }

        return Explain();
    }

    /// <summary>A program that fails the machine is for the search to report, not for a look on the side.</summary>
    private static bool Run(Computer computer, RandomStrategy strategy)
    {
        try
        {
            computer.Run(strategy);
            return true;
        }
        catch (MachineException)
        {
            return false;
        }
    }

    private void Count(Finding race, int schedule, int nth)
    {
        foreach (var seen in _seen)
        {
            if (seen.Subject == race.Subject)
            {
                seen.Hits++;
                return;
            }
        }

        if (_seen.Count < MaxNotes)
        {
            _seen.Add(new Seen(race.Subject, schedule, nth) { Hits = 1 });
        }
    }

    private List<FoundFinding> Explain()
    {
        var notes = new List<FoundFinding>();
        foreach (var seen in _seen)
        {
            var ending = subject.WithRaces(seen.Nth)!;
            var strategy = new RandomStrategy(options.Seed);
            strategy.Reseed(seen.Schedule);
            var computer = Build(ending);
            var outcome = computer.Run(strategy);
            if (outcome != RunOutcome.Found || computer.Finding!.Subject != seen.Subject)
            {
                throw new MachineException($"the data race on {seen.Subject} of schedule {seen.Schedule + 1} did not end that schedule");
            }

            var search = new SearchOutcome(HuntOptions.Random);
            search.Hits.Add(computer.Finding, seen.Schedule + 1, computer);
            var collector = new FindingCollector(ending, options with { KeepGoing = false }, () => Build(ending));
            collector.Add(search, CancellationToken.None);
            foreach (var note in collector.Verified())
            {
                Add(notes, note with { Hits = seen.Hits });
            }
        }

        return notes;
    }

    /// <summary>Races that differ in their lines alone are one.</summary>
    private static void Add(List<FoundFinding> notes, FoundFinding note)
    {
        int same = notes.FindIndex(n => n.Id == note.Id);
        if (same < 0)
        {
            notes.Add(note);
        }
        else
        {
            notes[same] = notes[same] with { Hits = notes[same].Hits + note.Hits };
        }
    }

    private Computer Build(ISubject of)
    {
        var computer = of.Build();
        if (options.MaxSteps is { } steps)
        {
            computer.MaxSteps = steps;
        }

        return computer;
    }

    private sealed class Seen(string subject, int schedule, int nth)
    {
        internal string Subject { get; } = subject;

        internal int Schedule { get; } = schedule;

        internal int Nth { get; } = nth;

        internal long Hits { get; set; }
    }
}
