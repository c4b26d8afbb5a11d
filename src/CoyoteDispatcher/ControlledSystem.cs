using Akka.Actor;
using Akka.Configuration;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// An actor system that lives for one iteration of a Coyote test, and how the test waits for it. Creating the system is no
/// part of what Coyote explores, nor is terminating it once nothing is left to do. Every iteration needs actors of its own:
/// where Coyote ends one early, mailboxes are cut in the middle of a message and never run again.
/// </summary>
public sealed class ControlledSystem
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(10);

    private readonly Iteration _iteration;
    private readonly VirtualClock _clock;
    private readonly Failures _failures;

    private ControlledSystem(Iteration iteration, ActorSystem system)
    {
        _iteration = iteration;
        System = system;
        _clock = system.Scheduler is ControlledScheduler scheduler
            ? scheduler.Clock
            : throw new ConfigurationException("akka.scheduler.implementation is not ControlledScheduler: put Dispatching.Config in front");
        _failures = new Failures(system);
    }

    /// <summary>The system.</summary>
    public ActorSystem System { get; }

    /// <summary>The virtual time since the system was created.</summary>
    public TimeSpan Now => _clock.Now;

    /// <summary>The messages sent so far. What creating the system took is not among them.</summary>
    public IReadOnlyList<Step> Steps => _iteration.Steps;

    /// <summary>The exceptions that actors have thrown and supervisors have dealt with, in order. Nothing else reports them.</summary>
    public IReadOnlyList<Exception> ActorFailures => _failures.Exceptions;

    /// <summary>
    /// How many messages came from threads that Coyote does not control: from a task of the thread pool, a timer, a socket.
    /// If this is not zero, the same seed need not give the same run.
    /// </summary>
    public int UncontrolledSends => _iteration.UncontrolledSends;

    /// <summary>
    /// Makes of <paramref name="test"/> what Coyote's TestingEngine takes: <c>TestingEngine.Create(configuration,
    /// ControlledSystem.Test(test))</c>. See <see cref="Run"/>.
    /// </summary>
    public static Action Test(Action<ControlledSystem> test, Config? config = null, string name = "test")
    {
        ArgumentNullException.ThrowIfNull(test);
        Config all = Dispatching.InFrontOf(config);
        return () => RunIn(all, test, name);
    }

    /// <summary>
    /// Creates a system, hands it to <paramref name="test"/> and terminates it. <paramref name="config"/> is the application's;
    /// <see cref="Dispatching.InFrontOf"/> puts the dispatcher's in front. If the iteration is cut short by a bug the system is given up.
    /// </summary>
    /// <exception cref="InvalidOperationException">The caller is not the code of a Coyote test.</exception>
    /// <exception cref="TimeoutException">The system did not terminate: something in it waits for the world outside.</exception>
    public static void Run(Action<ControlledSystem> test, Config? config = null, string name = "test")
    {
        ArgumentNullException.ThrowIfNull(test);
        RunIn(Dispatching.InFrontOf(config), test, name);
    }

    private static void RunIn(Config config, Action<ControlledSystem> test, string name)
    {
        Iteration iteration = Iteration.Current;
        if (!iteration.IsControlled)
            throw new InvalidOperationException("ControlledSystem is for the code of a Coyote test: give ControlledSystem.Test to a TestingEngine.");
        try
        {
            ControlledSystem system = iteration.Inline(() => new ControlledSystem(iteration, ActorSystem.Create(name, config)));
            test(system);
            // Akka swallows the exception with which Coyote ends a test that is just sending a message.
            iteration.ThrowIfEnded();
            system.Terminate();
        }
        finally
        {
            iteration.End();
        }
    }

    /// <summary>
    /// Waits until <paramref name="condition"/> holds. While mailbox runs are left Coyote chooses among them; when none is left
    /// the time moves on to the next timer; when there is no timer either the test has found a deadlock. The condition is asked
    /// often and from many threads: it reads, and does nothing else.
    /// </summary>
    public void Until(Func<bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        while (!condition())
        {
            _iteration.ThrowIfEnded();
            if (_iteration.Runs > 0)
                Pause(() => condition() || _iteration.Runs == 0);
            else if (_clock.TryFireNext(TimeSpan.MaxValue))
                _iteration.Interleave();
            else if (!SpinWait.SpinUntil(() => condition() || _iteration.Runs > 0, Grace))
                // What Coyote does not control had its chance to act.
                Specification.Assert(false, "The test waits, but no mailbox run and no timer is left, and nothing has come from outside Coyote's control within {0} ms.", Grace.TotalMilliseconds);
        }
    }

    /// <summary>Waits for <paramref name="task"/> as <see cref="Until"/> does, and gives its result or throws its exception.</summary>
    public T WaitFor<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Until(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for <paramref name="task"/> as <see cref="Until"/> does, and throws its exception if it failed.</summary>
    public void WaitFor(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Until(() => task.IsCompleted);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Asks an actor and waits for its answer.</summary>
    public T Ask<T>(ICanTell actor, object message) => WaitFor(actor.Ask<T>(message));

    /// <summary>Waits until no mailbox run is left. Time does not move.</summary>
    public void UntilQuiet()
    {
        _iteration.ThrowIfEnded();
        while (_iteration.Runs > 0)
        {
            Pause(() => _iteration.Runs == 0);
            _iteration.ThrowIfEnded();
        }
    }

    /// <summary>
    /// Moves the time on. Timers that become due go off one after another, and after each Coyote may let actors run; what they
    /// set in that time goes off too if it becomes due. To let everything come to rest in between, call <see cref="UntilQuiet"/>.
    /// </summary>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        TimeSpan end = _clock.Now + span;
        while (_clock.TryFireNext(end))
            _iteration.Interleave();
        _clock.MoveTo(end);
    }

    private static void Pause(Func<bool> condition)
    {
        Operation.PauseUntil(condition);
        // Where Coyote only delays threads (systematic fuzzing) it does not make anyone wait either.
        if (!condition())
            Thread.Yield();
    }

    private void Terminate()
    {
        Task terminated;
        if (_iteration.Runs == 0)
        {
            terminated = _iteration.Inline(System.Terminate);
        }
        else
        {
            terminated = System.Terminate();
            UntilQuiet();
        }
        // Akka completes this task on the thread pool, after the last of the system's own steps.
        if (!terminated.Wait(TerminationLimit))
            throw new TimeoutException($"The actor system {System.Name} did not terminate: {_iteration.Runs} mailbox runs are left.");
    }
}
