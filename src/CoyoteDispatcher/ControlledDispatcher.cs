using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// A dispatcher whose mailbox runs are operations of Microsoft Coyote, so that Coyote decides which actor handles its next
/// message. One run handles one message, and after every send Coyote may let another actor go first. Outside a Coyote test
/// it is a dispatcher on the thread pool.
/// </summary>
public sealed class ControlledDispatcher : MessageDispatcher
{
    internal ControlledDispatcher(ControlledDispatcherConfigurator configurator, string id)
        : base(configurator)
    {
        Id = id;
        Throughput = 1;
        // A throughput of 1 alone lets Akka's loop handle two: it counts down after it has looked. A deadline that is
        // always over ends it after one.
        ThroughputDeadlineTime = 1;
    }

    /// <summary>Queues a message, and lets Coyote choose who goes on.</summary>
    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(cell);
        Iteration iteration = Iteration.Current;
        iteration.Note(cell.Self, envelope);
        // While its queue from before it was started is moved over, Akka holds a lock that other senders want.
        bool isLocked = cell.Self is RepointableActorRef { IsStarted: false };
        using (Addressee.Is(cell.Self))
            base.Dispatch(cell, envelope);
        if (!isLocked)
            iteration.Interleave();
    }

    /// <summary>Queues a system message, and lets Coyote choose who goes on.</summary>
    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        ArgumentNullException.ThrowIfNull(cell);
        bool isLocked = cell.Self is RepointableActorRef { IsStarted: false };
        using (Addressee.Is(cell.Self))
            base.SystemDispatch(cell, message);
        if (!isLocked)
            Iteration.Current.Interleave();
    }

    /// <summary>Takes in a new actor; the run that creates it is queued.</summary>
    public override void Attach(ActorCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        using (Addressee.Is(cell.Self))
            base.Attach(cell);
    }

    /// <summary>Queues a run: as an operation inside a Coyote test, on the thread pool outside.</summary>
    protected override void ExecuteTask(IRunnable run)
    {
        if (!Iteration.Current.TryQueue(run))
            ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
    }

    /// <summary>Nothing to shut down: the threads are not this dispatcher's own.</summary>
    protected override void Shutdown()
    {
    }
}
