namespace Smp.Exploration;

/// <summary>Several hunts at a time, each with its own computers; which thread takes which is left open.</summary>
public static class HuntQueue
{
    /// <summary>
    /// Calls <paramref name="hunt"/> with the numbers 0 to <paramref name="count"/> - 1, each once, on up to
    /// <paramref name="jobs"/> threads, and waits for all. Cancelled, it begins no more. The hunts on the calling thread
    /// are told so.
    /// </summary>
    /// <param name="count">How many hunts there are.</param>
    /// <param name="jobs">How many may be under way at once.</param>
    /// <param name="hunt">Given the number of a hunt, and whether it is on the calling thread.</param>
    /// <param name="cancel">No hunt is begun after that.</param>
    public static void Run(int count, int jobs, Action<int, bool> hunt, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        ArgumentNullException.ThrowIfNull(hunt);
        int next = -1;
        Workers.Run(Math.Min(jobs, Math.Max(1, count)), worker =>
        {
            while (!cancel.IsCancellationRequested && Interlocked.Increment(ref next) is var number && number < count)
            {
                hunt(number, worker == 0);
            }
        });
    }
}
