using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// The host inside the process: an actor that is sent a message is called at once. Nothing about it is left to chance, so
/// that the steps alone decide.
/// </summary>
public sealed class DeterministicHost(Computer computer) : ActorHost(computer)
{
    /// <inheritdoc/>
    protected override void Deliver(in Message message) => Actors[message.To].Receive(message);
}
