using Akka.Actor;
using Akka.Event;

namespace Smp.AkkaHost;

/// <summary>Tells the host at once, on the sender's thread, of messages that found nobody.</summary>
internal sealed class DeadLetterWatch(IActorRefProvider provider, SupervisedHost host) : MinimalActorRef
{
    public override ActorPath Path { get; } = provider.RootPath / "smp-dead-letters";

    public override IActorRefProvider Provider => provider;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is DeadLetter letter)
        {
            host.Undelivered(letter);
        }
    }
}
