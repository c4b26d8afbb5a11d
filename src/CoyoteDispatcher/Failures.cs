using Akka.Actor;
using Akka.Event;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// Collects what supervisors report of their children's exceptions. It is no actor with a mailbox: being told is no step.
/// </summary>
internal sealed class Failures : MinimalActorRef
{
    private readonly List<Exception> _exceptions = [];

    internal Failures(ActorSystem system)
    {
        Provider = ((ExtendedActorSystem)system).Provider;
        Path = Provider.TempPath();
        system.EventStream.Subscribe(this, typeof(Error));
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    internal IReadOnlyList<Exception> Exceptions
    {
        get
        {
            lock (_exceptions)
                return [.. _exceptions];
        }
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        // Being taken off its thread at the end of an iteration is no failure of an actor's.
        if (message is not Error { Cause: { } cause } || cause is ThreadInterruptedException)
            return;
        lock (_exceptions)
            _exceptions.Add(cause);
    }
}
