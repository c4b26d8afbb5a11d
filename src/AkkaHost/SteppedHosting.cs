using Akka.Actor;
using Smp.Actors;
using Smp.Machine;

namespace Smp.AkkaHost;

/// <summary>Hosts actors on Akka.NET, one mailbox run at a time (<see cref="SteppedHost"/>).</summary>
public sealed class SteppedHosting : IHosting
{
    /// <inheritdoc/>
    public string Name => "akka";

    /// <inheritdoc/>
    public string? Version => AkkaHosts.Availability.Version;

    /// <summary>The <see cref="SupervisedHost.Tap"/> of each host, from the first message of the stage on.</summary>
    public IActorRef? Tap { get; init; }

    /// <inheritdoc/>
    public ActorHost Host(Computer computer) => new SteppedHost(computer) { Tap = Tap };
}
