namespace Smp.Traces;

/// <summary>Where two traces of what should be one run part.</summary>
/// <param name="Step">The number of the step, from 1.</param>
/// <param name="Left">The line of the first trace, in words.</param>
/// <param name="Right">The line of the second.</param>
public sealed record TraceDifference(int Step, string Left, string Right)
{
    /// <summary>
    /// The first line in which they differ; null if there is none. Only what happened counts: not the header, nor what is
    /// said or worked out of a step.
    /// </summary>
    public static TraceDifference? Between(Trace left, Trace right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        using var lefts = left.Lines.GetEnumerator();
        using var rights = right.Lines.GetEnumerator();
        while (true)
        {
            var one = lefts.MoveNext() ? Bare(lefts.Current) : null;
            var other = rights.MoveNext() ? Bare(rights.Current) : null;
            if (one is null && other is null)
            {
                return null;
            }

            if (one != other)
            {
                var (first, second) = (Words(one), Words(other));
                return first != second
                    ? new TraceDifference((one ?? other)!.Number, first, second)
                    : new TraceDifference((one ?? other)!.Number, $"{one}", $"{other}");
            }
        }
    }

    private static TraceLine Bare(TraceLine line) => line is TraceStep step ? step with { IsMarked = false, Runnable = [], Clock = [], Changes = [], Note = "" } : line;

    private static string Words(TraceLine? line) => line switch
    {
        TraceStep step => $"{step.AgentName} on {step.Actor}: {(step.Place.Length == 0 ? "" : step.Place + " ")}{StepWords.Text(step)}"
            + (step.Fault.Length == 0 ? "" : $" ({step.Fault})"),
        TraceMessage message => $"message {message.From} -> {message.To}: {message.Text}",
        TraceLog log => $"log: {Printable.Of(log.Text)}",
        _ => "the end",
    };
}
