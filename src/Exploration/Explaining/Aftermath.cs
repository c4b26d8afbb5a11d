using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// What follows a finding: its schedule is made short, the nearest one that passes is looked for, and the two are
/// compared. Bounded in schedules and steps, so that the same comes out on every machine, and in time, which cuts off.
/// </summary>
internal sealed class Aftermath
{
    private const long PassingSchedules = 5000;
    private const long PassingSteps = 1_000_000;
    private const double TimeShare = 0.2;
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(5);

    private readonly ISubject _subject;
    private readonly HuntOptions _options;

    internal Aftermath(ISubject subject, HuntOptions options)
    {
        _subject = subject;
        _options = options;
    }

    /// <summary>The findings, each with its shortest schedule in front. What the time does not suffice for stays as it was found.</summary>
    internal IReadOnlyList<FoundFinding> Of(IReadOnlyList<FoundFinding> findings, CancellationToken cancel)
    {
        if (!_options.Shrink || findings.Count == 0)
        {
            return findings;
        }

        var time = TimeSpan.FromTicks(Math.Clamp((long)(_options.Time.Ticks * TimeShare), s_least.Ticks, s_most.Ticks));
        using var timer = new CancellationTokenSource(time, _options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        return [.. findings.Select(finding => Of(finding, stop.Token))];
    }

    /// <summary>The nearest passing schedule of one that fails, and why it passes; the schedule itself stays as it is.</summary>
    internal FoundFinding Beside(FoundFinding finding, CancellationToken stop)
        => FailingSchedule.Of(_subject, Build(), finding.Token.Choices, finding.Report) is { } failing ? Compared(finding, failing, stop) : finding;

    private FoundFinding Of(FoundFinding finding, CancellationToken stop)
    {
        if (stop.IsCancellationRequested || Tried(() => new Shrinker(_subject, _options, stop).Shrink(finding.Report, finding.Token.Choices)) is not { } shrunk)
        {
            return finding;
        }

        var schedule = shrunk.Schedule;
        Verify(schedule.Recording, RunOutcome.Found);
        var shown = finding with
        {
            Report = schedule.Report,
            Token = TokenOf(finding.Token, schedule),
            Recording = schedule.Recording,
            First = finding.First,
            Shrunk = shrunk.Report,
            HasFewestSwitches = shrunk.Report.IsProved,
        };
        return Compared(shown, schedule, stop);
    }

    private FoundFinding Compared(FoundFinding finding, FailingSchedule failing, CancellationToken stop)
    {
        var nearest = new NearestPassing(_subject, Build(), _options.Prune, new Effort(PassingSchedules, PassingSteps, stop), failing);
        if (Tried(nearest.Find) is not { } passing)
        {
            return finding with { FailsAlways = nearest.FailsAlways };
        }

        Verify(passing.Recording, RunOutcome.Ended);
        var order = new OrderComparison(failing.Recording, passing.Recording, passing.Decision).Compare();
        string text = _subject.Tell(order);
        bool isTold = order.Links.All(link => !link.SecondIsOutside && IsMarked(link.First) && IsMarked(link.Second));
        return finding with
        {
            Passing = passing,
            Cause = new DecidingCause(text, isTold ? _subject.Tell(order with { Links = [] }) : text, order),
        };

        bool IsMarked(Event e) => failing.Report.MarkedSteps.Contains(e.Step);
    }

    /// <summary>
    /// A schedule that nobody has taken before may fail the testbed: that is for a search to meet and to report. What was
    /// found stands, and has been verified.
    /// </summary>
    private static T? Tried<T>(Func<T?> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (MachineException)
        {
            return null;
        }
    }

    /// <summary>A replay on a fresh computer, without the recorder, must end the same and agree event for event.</summary>
    private void Verify(Recording recording, RunOutcome outcome)
    {
        using var computer = Build();
        computer.KeepEventHash = true;
        var follow = new ReplayStrategy(recording.Choices);
        var ended = computer.Run(follow);
        follow.Conclude();
        if (ended != outcome || follow.Divergence is not null || computer.EventHash != recording.EventHash)
        {
            throw new MachineException(
                $"a schedule that was made from a finding's own is not reproducible: it ended as {outcome} (events {recording.EventHash:x16}), and replayed as "
                + $"{ended} (events {computer.EventHash:x16}){(follow.Divergence is { } divergence ? "; " + divergence.Message : "")}");
        }
    }

    private static Token TokenOf(Token like, FailingSchedule schedule)
        => new(like.Scenario, like.Environment, like.Granularity, like.StageFingerprint, [.. schedule.Recording.Choices], Token.Shorten(schedule.Recording.EventHash));

    private Computer Build()
    {
        var computer = _subject.Build();
        computer.MaxSteps = _options.MaxSteps ?? computer.MaxSteps;
        return computer;
    }
}
