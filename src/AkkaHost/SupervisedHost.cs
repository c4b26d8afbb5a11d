using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Smp.Actors;
using Smp.Machine;

namespace Smp.AkkaHost;

/// <summary>
/// What hosts on Akka.NET have in common: an actor system of the computer's own, in which every CPU, process, module and
/// interrupt source is a child of <c>/user/smp</c>, and what comes of an actor that fails.
/// </summary>
/// <remarks>
/// An actor system is made with the computer and terminated with it (<see cref="Dispose()"/>), so that nothing is shared
/// between two computers and the names are the same in each. The actors are made when they are first needed.
/// </remarks>
public abstract class SupervisedHost : ActorHost, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<IActorRef> _hosted = [];
    private ActorNames _names = new();
    private readonly ConditionalWeakTable<Exception, Exception> _captured = [];
    private ExceptionDispatchInfo? _failure;
    private bool _isCause;
    private bool _isReported;
    private bool _isClosed;
    private bool _isDisposed;
    private volatile int _run;
    private int _deadLetters;
    private IActorRef _machine = null!;

    /// <summary>A host with an actor system whose configuration is <paramref name="configuration"/> over the common one.</summary>
    internal SupervisedHost(Computer computer, string configuration)
        : base(computer)
    {
        Configuration = configuration;
        Open();
    }

    /// <summary>The actor system the computer's actors live in.</summary>
    public ActorSystem System { get; private set; } = null!;

    /// <summary>
    /// Gets a copy of each message of the machine as its receiver takes it, with the receiver as the sender; null for
    /// nobody. For tests.
    /// </summary>
    public IActorRef? Tap { get; set; }

    /// <summary>How many messages of the machine found nobody, since the host was made.</summary>
    public int DeadLetters => Volatile.Read(ref _deadLetters);

    /// <inheritdoc/>
    public override bool CarriesSteps => true;

    /// <summary>The dispatcher that the actors live on.</summary>
    internal abstract string DispatcherId { get; }

    /// <summary>The number of the run: what belongs to an earlier one is dropped by whoever receives it.</summary>
    internal int Run => _run;

    private string Configuration { get; }

    /// <summary>The actor of Akka.NET that one of the machine's actors is.</summary>
    internal IActorRef RefOf(int actor) => _hosted[actor];

    /// <summary>Goes on with an agent, in the mailbox run of the actor that it belongs to.</summary>
    internal abstract void GoOn(Actor actor, Continue go);

    /// <summary>Has an actor look at a message, in its mailbox run.</summary>
    internal abstract void Take(Actor actor, in Message message);

    /// <summary>
    /// An actor has thrown. Kept as it was thrown, and here, before Akka.NET carries it to the supervisor: until then others
    /// would step on a computer whose last step has not come to its end.
    /// </summary>
    internal void Capture(Exception e)
    {
        _captured.AddOrUpdate(e, e);
        Fail(e);
        Lost(null);
    }

    /// <summary>The supervisor has heard of an exception. One that was captured is known, and may belong to a run that was given up.</summary>
    internal void Confirm(Exception e)
    {
        if (!_captured.TryGetValue(e, out _))
        {
            Fail(e);
        }
    }

    /// <summary>
    /// The computer is broken: an actor has failed or is gone. The first failure is the one that is told, but a cause rather
    /// than what came of it.
    /// </summary>
    internal void Fail(Exception e, bool isCause = true)
    {
        lock (_lock)
        {
            if (_failure is null || (isCause && !_isCause && !_isReported))
            {
                _isCause = isCause;
                _failure = ExceptionDispatchInfo.Capture(e);
                _isReported = false;
            }
        }

        Failed();
    }

    /// <summary>A message found nobody. One of the present run would be missing from it.</summary>
    internal void Undelivered(DeadLetter letter)
    {
        if (letter.Message is not (Continue or Delivery))
        {
            return;
        }

        Interlocked.Increment(ref _deadLetters);
        (int run, string what) = letter.Message is Delivery mail
            ? (mail.Run, $"a {mail.Message.Kind} of {NameOf(mail.Message.From)}")
            : (((Continue)letter.Message).Run, "a step");
        if (run == _run)
        {
            string to = letter.Recipient.Path.Name;
            Fail(new MachineException($"{what} for {to} has become a dead letter: there is no such actor any more"), isCause: false);
            Lost(letter.Message);
        }
    }

    /// <summary>The parent of all actors is gone, and they with it.</summary>
    internal void Closed()
    {
        if (!_isDisposed)
        {
            _isClosed = true;
            Fail(new MachineException("smp has stopped, and nobody was to stop it: without it there is no computer"));
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _run++;
        base.Reset();
    }

    /// <summary>Terminates the actor system and all in it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Terminates the actor system and all in it.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _run++;
            Terminate();
        }
    }

    /// <summary>Whether something is wrong since the actors were made.</summary>
    private protected bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <summary>The permission to step is lost with a message that found nobody, or with an actor that has thrown (null).</summary>
    private protected virtual void Lost(object? message)
    {
    }

    /// <summary>Something is wrong: whoever waits need not wait any longer.</summary>
    private protected virtual void Failed()
    {
    }

    /// <summary>Lets actors work until something has come about.</summary>
    /// <returns>False if it has not, after long enough.</returns>
    private protected abstract bool Await(Task task, TimeSpan patience);

    /// <summary>A new actor system is there.</summary>
    private protected virtual void Opened()
    {
    }

    /// <summary>The actor system is about to be terminated.</summary>
    private protected virtual void Terminating()
    {
    }

    /// <summary>
    /// Makes the actors that are not there yet, and after a failure all of them afresh. A failure that nobody has been told
    /// yet is told now.
    /// </summary>
    private protected void Ensure()
    {
        if (HasFailed)
        {
            ThrowFailure();
            MakeAfresh();
        }
        else if (_hosted.Count < Actors.Count)
        {
            Populate(afresh: false);
        }
    }

    /// <summary>On the computer's own thread: the failure, if there is one, as it was thrown.</summary>
    private protected void ThrowFailure()
    {
        ExceptionDispatchInfo? failure;
        lock (_lock)
        {
            failure = _isReported ? null : _failure;
            _isReported |= failure is not null;
        }

        failure?.Throw();
    }

    private void MakeAfresh()
    {
        if (_isClosed)
        {
            Terminate();
            Open();
        }

        Populate(afresh: true);
        lock (_lock)
        {
            _failure = null;
        }
    }

    private void Populate(bool afresh)
    {
        if (afresh)
        {
            _hosted.Clear();
            _names = new ActorNames();
        }

        var made = new TaskCompletionSource<IReadOnlyList<IActorRef>>();
        var missing = Actors.Skip(_hosted.Count).ToList();
        _machine.Tell(new MachineActor.Populate(missing, _names, afresh, made), ActorRefs.NoSender);
        if (!Await(made.Task, s_patience))
        {
            throw new MachineException("Akka.NET has not made the computer's actors");
        }

        _hosted.AddRange(made.Task.Result);
    }

    private void Open()
    {
        _isClosed = false;
        System = ActorSystem.Create("smp", ConfigurationFactory.ParseString(Configuration).WithFallback(Hocon.Common));
        Opened();
        System.EventStream.Subscribe(new DeadLetterWatch(((ExtendedActorSystem)System).Provider, this), typeof(DeadLetter));
        _machine = System.ActorOf(Props.Create(() => new MachineActor(this)).WithDispatcher(DispatcherId), "smp");
    }

    private void Terminate()
    {
        Terminating();
        System.Terminate().Wait(s_patience);
    }
}
