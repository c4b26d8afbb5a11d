using Akka.Actor;
using Smp.Actors;
using Smp.Machine;

namespace Smp.AkkaHost;

/// <summary>
/// The parent of the machine's actors, <c>/user/smp</c>: makes them, watches them and stops one that fails. Half a computer
/// is none, so whatever stops one of them is the testbed's error, and all are made afresh for the next run.
/// </summary>
internal sealed class MachineActor(SupervisedHost host) : UntypedActor
{
    private readonly HashSet<IActorRef> _children = [];
    private Populate? _pending;

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        e =>
        {
            host.Confirm(e);
            return Directive.Stop;
        },
        loggingEnabled: false);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Populate order:
                _pending = order;
                if (order.Afresh)
                {
                    foreach (var child in _children)
                    {
                        Context.Stop(child);
                    }
                }

                Make();
                break;
            case Terminated gone:
                _children.Remove(gone.ActorRef);
                if (_pending is { Afresh: true })
                {
                    Make();
                }
                else
                {
                    host.Fail(new MachineException($"{gone.ActorRef.Path.Name} has stopped, and nobody was to stop it: without it the computer is broken"));
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => host.Closed();

    /// <summary>Makes the actors that are missing, once those that have to go are gone and their names free.</summary>
    private void Make()
    {
        if (_pending is not { } order || (order.Afresh && _children.Count > 0))
        {
            return;
        }

        _pending = null;
        var made = new List<IActorRef>(order.Actors.Count);
        foreach (var actor in order.Actors)
        {
            var child = Context.ActorOf(
                Props.Create(() => new HostedActor(host, actor)).WithDispatcher(host.DispatcherId), order.Names.For(actor.Name));
            _children.Add(Context.Watch(child));
            made.Add(child);
        }

        order.Made.SetResult(made);
    }

    /// <summary>Asks for actors.</summary>
    /// <param name="Actors">Which of the machine's actors are to be hosted.</param>
    /// <param name="Names">The names in use.</param>
    /// <param name="Afresh">Whether those there are have to go first.</param>
    /// <param name="Made">Takes them, in the same order.</param>
    internal sealed record Populate(IReadOnlyList<Actor> Actors, ActorNames Names, bool Afresh, TaskCompletionSource<IReadOnlyList<IActorRef>> Made);
}
