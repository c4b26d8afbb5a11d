using Smp.Machine;

namespace Smp.Actors;

/// <summary>Hosts actors inside the process (<see cref="DeterministicHost"/>): always there, and the fastest.</summary>
public sealed class DeterministicHosting : IHosting
{
    /// <summary>The one there is; it keeps nothing.</summary>
    public static DeterministicHosting Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => ISubject.BuiltInHost;

    /// <inheritdoc/>
    public ActorHost Host(Computer computer) => new DeterministicHost(computer);
}
