using Akka.Actor;
using Akka.Dispatch;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;

namespace Smp.CoyoteDispatcher;

/// <summary>One run of one mailbox, as an operation of Coyote's.</summary>
internal sealed class MailboxRun : IOperationBuilder
{
    [ThreadStatic]
    private static MailboxRun? _current;

    private readonly IRunnable _run;
    private readonly IActorRef? _actor;
    // Coyote finds the runtime of this iteration through it.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private ulong _operation;

    internal MailboxRun(Iteration iteration, IRunnable run, IActorRef? actor)
    {
        Iteration = iteration;
        _run = run;
        _actor = actor;
    }

    /// <summary>The run that the current thread is in; null on a thread that is not a worker's.</summary>
    internal static MailboxRun? Current => _current;

    internal Iteration Iteration { get; }

    /// <summary>How Coyote's reports call it: by its actor's path.</summary>
    public string Name => _actor is null ? "a run" : _actor.Path.ToStringWithoutAddress();

    /// <summary>Coyote groups operations itself.</summary>
    public Guid? GroupId => null;

    /// <summary>For the strategies that learn: the same actor is the same state.</summary>
    public Func<int>? HashedStateCallback => Hash;

    internal static IActorRef? Actor => _current?._actor;

    /// <summary>
    /// Announces the operation. Coyote waits at its next scheduling point until a thread has taken it up, so one must.
    /// </summary>
    internal bool TryAnnounce()
    {
        if (Operation.CreateFrom(this) is not { } operation)
            return false;
        _operation = operation;
        Operation.Start(operation);
        return true;
    }

    /// <summary>Waits for its turn and runs, on a worker's thread.</summary>
    internal void Execute()
    {
        if (_context is null)
            ExecuteInContext();
        else
            ExecutionContext.Run(_context, static run => ((MailboxRun)run!).ExecuteInContext(), this);
    }

    private void ExecuteInContext()
    {
        try
        {
            Operation.OnStarted(_operation);
            // Coyote's context would take an actor's awaits out of the actor; without it they come back as mailbox runs.
            SynchronizationContext.SetSynchronizationContext(null);
            if (!Iteration.IsEnded)
                RunMailbox();
            Iteration.RunDone();
            if (Iteration.IsEnded)
                return;
            Operation.OnCompleted();
            Operation.ScheduleNext();
        }
        catch (ThreadInterruptedException)
        {
            // How Coyote and Iteration.End take operations off their threads.
            Iteration.End();
        }
    }

    private void RunMailbox()
    {
        _current = this;
        try
        {
            _run.Run();
        }
        catch (Exception failure) when (failure is not ThreadInterruptedException)
        {
            // An actor's exceptions go to its supervisor; what comes as far as here went wrong in the machinery.
            Specification.Assert(false, "The mailbox of {0} failed: {1}", Name, failure);
        }
        finally
        {
            _current = null;
        }
    }

    private int Hash()
    {
        // Not string.GetHashCode, which differs from process to process. And Akka counts some of its own actors through all
        // systems of a process.
        string name = Name;
        bool isAkkas = name.StartsWith("/system", StringComparison.Ordinal);
        int hash = 17;
        foreach (char c in name)
        {
            if (!isAkkas || !char.IsAsciiDigit(c))
                hash = unchecked((hash * 31) + c);
        }
        return hash;
    }
}
