using System.Diagnostics.CodeAnalysis;
using Akka.Dispatch;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// Mailbox runs that happen on one thread, in order. Found empty it is closed: what a thread of Akka's own brings later goes
/// another way, rather than to a queue that nobody looks into any more.
/// </summary>
internal sealed class InlineQueue
{
    private readonly Queue<IRunnable> _runs = [];
    private bool _isClosed;

    /// <summary>Takes a run in. False if it is closed.</summary>
    internal bool TryEnqueue(IRunnable run)
    {
        lock (_runs)
        {
            if (_isClosed)
                return false;
            _runs.Enqueue(run);
            return true;
        }
    }

    /// <summary>Gives the next run out. False if there is none: it is closed then.</summary>
    internal bool TryTake([NotNullWhen(true)] out IRunnable? run)
    {
        lock (_runs)
        {
            _isClosed = !_runs.TryDequeue(out run);
            return run is not null;
        }
    }
}
