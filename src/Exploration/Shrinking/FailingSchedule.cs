using Smp.Machine;

namespace Smp.Exploration;

/// <summary>A schedule that shows the finding that is being shortened, and all that is known of its run.</summary>
internal sealed class FailingSchedule
{
    private FailingSchedule(Course course, Recording recording, IReadOnlyList<ChoicePoint> points, FindingReport report)
    {
        Course = course;
        Recording = recording;
        Points = points;
        Report = report;
    }

    internal Course Course { get; }

    internal Recording Recording { get; }

    internal IReadOnlyList<ChoicePoint> Points { get; }

    internal FindingReport Report { get; }

    internal ScheduleSize Size => Course.Size;

    /// <summary>Runs a schedule with the recorder on; null if it fails otherwise, or not at all.</summary>
    internal static FailingSchedule? Of(ISubject subject, Computer computer, IReadOnlyList<int> choices, FindingReport like)
    {
        var survey = new Survey(choices);
        var recording = computer.Record(survey);
        if (recording.Outcome != RunOutcome.Found || recording.Finding!.Kind != like.Finding.Kind || !survey.Fits)
        {
            return null;
        }

        var report = subject.Explain(recording, recording.Finding);
        return report.Id == like.Id && report.Bug == like.Bug
            ? new FailingSchedule(Course.Of(recording, survey.Points), recording, [.. survey.Points], report)
            : null;
    }

    /// <summary>Shorter to read, or as short with fewer data choices that are not the ordinary ones.</summary>
    internal bool IsShorterThan(FailingSchedule other)
        => Size < other.Size || (Size == other.Size && Course.Answers < other.Course.Answers);
}
