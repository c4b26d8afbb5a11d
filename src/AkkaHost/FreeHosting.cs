using Smp.Actors;
using Smp.Machine;

namespace Smp.AkkaHost;

/// <summary>Hosts actors on Akka.NET's own threads (<see cref="FreeHost"/>): where the engine of <see cref="AkkaHosts.Free"/> lets them race.</summary>
public sealed class FreeHosting : IHosting
{
    /// <inheritdoc/>
    public string Name => "akka";

    /// <inheritdoc/>
    public string? Version => AkkaHosts.Availability.Version;

    /// <inheritdoc/>
    public ActorHost Host(Computer computer) => new FreeHost(computer);
}
