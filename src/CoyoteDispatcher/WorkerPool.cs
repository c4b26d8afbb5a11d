namespace Smp.CoyoteDispatcher;

/// <summary>
/// The threads of all dispatchers of this process. There are as many as mailbox runs have ever waited at once; they are used
/// again in later iterations, and end when nobody has needed them for some seconds.
/// </summary>
internal static class WorkerPool
{
    private static readonly object Gate = new();
    private static readonly List<Worker> Free = [];
    private static int _threads;

    /// <summary>How many threads there are.</summary>
    internal static int Threads => Volatile.Read(ref _threads);

    /// <summary>How many of them carry a run.</summary>
    internal static int Busy
    {
        get
        {
            lock (Gate)
                return _threads - Free.Count;
        }
    }

    internal static Worker Rent()
    {
        lock (Gate)
        {
            if (Free.Count > 0)
            {
                Worker free = Free[^1];
                Free.RemoveAt(Free.Count - 1);
                return free;
            }
            _threads++;
        }
        var worker = new Worker();
        worker.Start();
        return worker;
    }

    internal static void Return(Worker worker)
    {
        lock (Gate)
            Free.Add(worker);
    }

    /// <summary>Whether a worker may end for want of work; not if it has just been rented.</summary>
    internal static bool TryDismiss(Worker worker)
    {
        lock (Gate)
            return Free.Remove(worker);
    }

    internal static void Gone()
    {
        while (true)
        {
            try
            {
                lock (Gate)
                    _threads--;
                return;
            }
            catch (ThreadInterruptedException)
            {
                // Interrupted while it waited for the lock, once at most.
            }
        }
    }
}
