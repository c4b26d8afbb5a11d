using Akka.Actor;
using Smp.Actors;

namespace Smp.AkkaHost;

/// <summary>
/// One of the machine's actors as an actor of Akka.NET. It adds nothing to what the actor does: a message is handed to it,
/// and a step that it was granted is taken in this mailbox run. What either throws goes to the supervisor.
/// </summary>
internal sealed class HostedActor(SupervisedHost host, Actor actor) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        try
        {
            switch (message)
            {
                case Continue go when go.Run == host.Run:
                    host.GoOn(actor, go);
                    break;
                case Delivery mail when mail.Run == host.Run:
                    host.Tap?.Tell(mail.Message, Self);
                    host.Take(actor, mail.Message);
                    break;
                case Continue or Delivery:
                    // Of a run that was given up.
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
        catch (Exception e)
        {
            // Its stack now ends here, as it would on the built-in host; what Akka.NET adds on its way is nobody's fault.
            host.Capture(e);
            throw;
        }
    }
}
