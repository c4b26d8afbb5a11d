using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;
using Microsoft.Coyote.Runtime;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// One iteration of a Coyote test, as the dispatchers see it: the mailbox runs that wait or run in it, and whether it is over.
/// Coyote has a runtime for each; code outside any test has a runtime that controls nothing.
/// </summary>
internal sealed class Iteration
{
    private static readonly ConditionalWeakTable<ICoyoteRuntime, Iteration> Known = [];

    private readonly object _gate = new();
    private readonly HashSet<Worker> _workers = [];
    private readonly List<Step> _steps = [];
    private InlineQueue? _inline;
    private volatile bool _isEnded;
    private int _runs;
    private int _uncontrolledSends;

    private Iteration(ICoyoteRuntime runtime)
    {
        IsControlled = Operation.GetNextId() is not null;
        if (IsControlled)
            // Coyote interrupts only threads of its own when it cuts an iteration short.
            runtime.OnFailure += _ => End();
    }

    /// <summary>The iteration that the current thread is in.</summary>
    internal static Iteration Current => Known.GetValue(RuntimeProvider.Current, static runtime => new Iteration(runtime));

    /// <summary>Whether Coyote controls it. If not, mailbox runs are the thread pool's.</summary>
    internal bool IsControlled { get; }

    /// <summary>Whether it is over. Its actors are lost then: a mailbox that was cut short never runs again.</summary>
    internal bool IsEnded => _isEnded;

    /// <summary>How many mailbox runs wait or run.</summary>
    internal int Runs => Volatile.Read(ref _runs);

    /// <summary>How many messages came from threads that Coyote does not control.</summary>
    internal int UncontrolledSends => Volatile.Read(ref _uncontrolledSends);

    internal IReadOnlyList<Step> Steps
    {
        get
        {
            lock (_steps)
                return [.. _steps];
        }
    }

    private static bool IsOnControlledThread => MailboxRun.Current is not null || CoyoteThread.IsCoyotes;

    /// <summary>Queues a run. False outside a Coyote test: the thread pool's.</summary>
    internal bool TryQueue(IRunnable run)
    {
        if (!IsControlled)
            return false;
        if (_isEnded)
            return true;
        if (_inline?.TryEnqueue(run) == true)
            return true;
        var mailboxRun = new MailboxRun(this, run, Addressee.Current ?? MailboxRun.Actor);
        if (!mailboxRun.TryAnnounce())
            return false;
        // Not earlier: a test that sees a run waits for it, and were it not announced yet Coyote would take that for a deadlock.
        Interlocked.Increment(ref _runs);
        GiveToWorker(mailboxRun);
        return true;
    }

    /// <summary>A run has handled its message.</summary>
    internal void RunDone() => Interlocked.Decrement(ref _runs);

    /// <summary>Lets Coyote choose who goes on, if the current thread is one that it controls.</summary>
    /// <exception cref="ThreadInterruptedException">The iteration is over.</exception>
    internal void Interleave()
    {
        if (!IsControlled || _isEnded || _inline is not null)
            return;
        if (!IsOnControlledThread)
        {
            Interlocked.Increment(ref _uncontrolledSends);
            return;
        }
        try
        {
            Operation.ScheduleNext();
        }
        catch (ThreadInterruptedException)
        {
            End();
            throw;
        }
        ThrowIfEnded();
    }

    /// <summary>Takes the caller off its thread, as Coyote does, if the iteration is over.</summary>
    internal void ThrowIfEnded()
    {
        if (_isEnded)
            throw new ThreadInterruptedException();
    }

    /// <summary>
    /// Does <paramref name="work"/> and the mailbox runs that come of it on the current thread, in order: no step of Coyote's.
    /// </summary>
    internal T Inline<T>(Func<T> work)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var queue = new InlineQueue();
        _inline = queue;
        try
        {
            T result = work();
            while (queue.TryTake(out IRunnable? run))
                run.Run();
            return result;
        }
        finally
        {
            _inline = null;
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Remembers that a message was sent.</summary>
    internal void Note(IActorRef receiver, Envelope envelope)
    {
        if (!IsControlled || _isEnded || _inline is not null)
            return;
        lock (_steps)
            _steps.Add(new Step(envelope.Sender, receiver, envelope.Message));
    }

    /// <summary>The iteration is over: the runs that wait for their turn are taken off their threads.</summary>
    internal void End()
    {
        if (!IsControlled || _isEnded)
            return;
        lock (_gate)
        {
            _isEnded = true;
            foreach (Worker worker in _workers)
                worker.Interrupt();
        }
    }

    /// <summary>A worker has finished its run. False if it was interrupted, and with that used up.</summary>
    internal bool TryLeave(Worker worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
            return !worker.IsRetired;
        }
    }

    private void GiveToWorker(MailboxRun run)
    {
        Worker worker = WorkerPool.Rent();
        lock (_gate)
        {
            if (!_isEnded)
            {
                _workers.Add(worker);
                worker.Give(run);
                return;
            }
        }
        WorkerPool.Return(worker);
    }
}
