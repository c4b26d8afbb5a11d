using Smp.Actors;
using Smp.Machine;

namespace Smp.AkkaHost;

/// <summary>
/// Actors on Akka.NET, one mailbox run at a time. Nothing runs by itself: a step is a <c>Continue</c> that the actor posts
/// to itself and is granted the mailbox run for, a message is told to its receiver and its mailbox run granted. So what a
/// strategy decides is what happens, and a schedule gives the same events here as on the built-in host.
/// </summary>
/// <remarks>
/// Mailbox runs happen on the thread that uses the computer, whichever that is; it may be another one at every step, as
/// long as it is one at a time.
/// </remarks>
public sealed class SteppedHost(Computer computer) : SupervisedHost(computer, SteppedDispatcher.Configuration)
{
    private SteppedDispatcher _dispatcher = null!;
    private bool _isTaken;

    /// <inheritdoc/>
    internal override string DispatcherId => SteppedDispatcher.Name;

    /// <inheritdoc/>
    public override void Carry(int agent)
    {
        Ensure();
        int owner = ActorOf(agent);
        Grant(owner, owner, new Continue(Run, agent));
    }

    /// <summary>
    /// Grants the mailbox runs that others have asked for: somebody outside the computer has sent its actors something
    /// (<c>Identify</c>, a watch). They happen before the next step otherwise. Not while a run is under way.
    /// </summary>
    public void RunMailboxes()
    {
        Ensure();
        _dispatcher.RunAll();
    }

    /// <inheritdoc/>
    internal override void GoOn(Actor actor, Continue go)
    {
        Computer.TakeStep(go.Agent);
        _isTaken = true;
    }

    /// <inheritdoc/>
    internal override void Take(Actor actor, in Message message)
    {
        actor.Receive(message);
        _isTaken = true;
    }

    /// <inheritdoc/>
    protected override void Deliver(in Message message)
    {
        Ensure();
        Grant(message.From, message.To, new Delivery(Run, message));
    }

    private protected override bool Await(Task task, TimeSpan patience)
    {
        while (!task.IsCompleted)
        {
            if (!_dispatcher.RunOne(patience))
            {
                return false;
            }
        }

        return true;
    }

    private protected override void Opened() => _dispatcher = (SteppedDispatcher)System.Dispatchers.Lookup(SteppedDispatcher.Name);

    private protected override void Terminating() => _dispatcher.Close();

    private void Grant(int from, int to, object message)
    {
        _isTaken = false;
        RefOf(to).Tell(message, RefOf(from));
        _dispatcher.RunAll();
        ThrowFailure();
        if (!_isTaken)
        {
            throw new MachineException($"{NameOf(to)} has not taken what it was sent: {message}");
        }
    }
}
