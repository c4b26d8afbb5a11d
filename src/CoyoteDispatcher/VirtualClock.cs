using Akka.Actor;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// Time that stands still until it is moved. Timers go off in the order of their times, and those of one time in the order in
/// which they were set. It starts at zero.
/// </summary>
internal sealed class VirtualClock
{
    private readonly PriorityQueue<Timer, (TimeSpan Due, long Number)> _timers = new();
    private long _number;
    private bool _isStopped;

    /// <summary>The time since it was made.</summary>
    internal TimeSpan Now { get; private set; }

    /// <summary>Sets a timer. With an <paramref name="interval"/> it goes off again and again.</summary>
    internal void Set(TimeSpan delay, TimeSpan? interval, ICancelable? cancelable, Action action)
    {
        lock (_timers)
        {
            if (!_isStopped)
                _timers.Enqueue(new Timer(action, cancelable, interval), (Now + delay, _number++));
        }
    }

    /// <summary>Moves on to the next timer if it is due by <paramref name="limit"/>, and sets it off. False if there is none.</summary>
    internal bool TryFireNext(TimeSpan limit)
    {
        if (Take(limit) is not { } timer)
            return false;
        timer.Action();
        return true;
    }

    /// <summary>Moves on to <paramref name="time"/> where no timer is left before it.</summary>
    internal void MoveTo(TimeSpan time)
    {
        lock (_timers)
            Now = time > Now ? time : Now;
    }

    /// <summary>Nothing goes off any more.</summary>
    internal void Stop()
    {
        lock (_timers)
        {
            _isStopped = true;
            _timers.Clear();
        }
    }

    private Timer? Take(TimeSpan limit)
    {
        lock (_timers)
        {
            while (_timers.TryPeek(out Timer? timer, out (TimeSpan Due, long Number) at) && at.Due <= limit)
            {
                _timers.Dequeue();
                // One that was cancelled is no event, and does not move the time.
                if (timer.Cancelable is { IsCancellationRequested: true })
                    continue;
                Now = at.Due > Now ? at.Due : Now;
                if (timer.Interval is { } interval)
                    _timers.Enqueue(timer, (at.Due + interval, _number++));
                return timer;
            }
            return null;
        }
    }

    private sealed record Timer(Action Action, ICancelable? Cancelable, TimeSpan? Interval);
}
