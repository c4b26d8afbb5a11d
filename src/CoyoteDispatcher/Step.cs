using Akka.Actor;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// A message that was sent, in the order in which Coyote had the senders go on. One receiver handles its messages in this order.
/// </summary>
/// <param name="Sender">Who sent it; nobody (<see cref="ActorRefs.NoSender"/>) if it came from outside the actors.</param>
/// <param name="Receiver">Who will handle it.</param>
/// <param name="Message">What was sent.</param>
public sealed record Step(IActorRef? Sender, IActorRef Receiver, object Message)
{
    /// <summary><c>/user/transfer -> /user/alice: Withdraw { Amount = 60 }</c></summary>
    public override string ToString() => $"{Path(Sender)} -> {Path(Receiver)}: {Message}";

    private static string Path(IActorRef? actor) =>
        actor is null || actor.IsNobody() ? "the test" : actor.Path.ToStringWithoutAddress();
}
