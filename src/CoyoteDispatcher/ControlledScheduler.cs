using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// Akka's scheduler under Coyote: virtual time that <see cref="ControlledSystem"/> moves, and by which the same seed gives the
/// same run. Outside a Coyote test it is Akka's own <see cref="HashedWheelTimerScheduler"/>, in real time. Named by
/// <c>akka.scheduler.implementation</c>.
/// </summary>
public sealed class ControlledScheduler : SchedulerBase, IDisposable
{
    private readonly HashedWheelTimerScheduler? _real;

    /// <summary>Called by Akka when it creates an actor system.</summary>
    public ControlledScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log) =>
        _real = Iteration.Current.IsControlled ? null : new HashedWheelTimerScheduler(scheduler, log);

    /// <summary>The time since the actor system was created; virtual inside a Coyote test.</summary>
    public override TimeSpan MonotonicClock => _real?.MonotonicClock ?? Clock.Now;

    /// <summary>The same as <see cref="MonotonicClock"/>, where that is virtual.</summary>
    public override TimeSpan HighResMonotonicClock => _real?.HighResMonotonicClock ?? Clock.Now;

    /// <summary>The virtual time.</summary>
    internal VirtualClock Clock { get; } = new();

    /// <summary>The wall clock; inside a Coyote test virtual time counted from the start of the year 2000.</summary>
    protected override DateTimeOffset TimeNow =>
        (_real as IScheduler)?.Now ?? new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero) + Clock.Now;

    /// <summary>Called by Akka when the system has terminated: no timer goes off any more.</summary>
    public void Dispose()
    {
        Clock.Stop();
        _real?.Dispose();
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        if (_real is ITellScheduler real)
            real.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
        else
            Clock.Set(delay, null, cancelable, () => receiver.Tell(message, sender));
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        if (_real is ITellScheduler real)
            real.ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
        else
            Clock.Set(initialDelay, interval, cancelable, () => receiver.Tell(message, sender));
    }

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable)
    {
        if (_real is IActionScheduler real)
            real.ScheduleOnce(delay, action, cancelable);
        else
            Clock.Set(delay, null, cancelable, action);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable)
    {
        ArgumentNullException.ThrowIfNull(action);
        InternalScheduleOnce(delay, action.Run, cancelable);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable)
    {
        if (_real is IActionScheduler real)
            real.ScheduleRepeatedly(initialDelay, interval, action, cancelable);
        else
            Clock.Set(initialDelay, interval, cancelable, action);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable)
    {
        ArgumentNullException.ThrowIfNull(action);
        InternalScheduleRepeatedly(initialDelay, interval, action.Run, cancelable);
    }
}
