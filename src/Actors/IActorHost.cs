using Smp.Machine;

namespace Smp.Actors;

/// <summary>A host that actors live on.</summary>
public interface IActorHost : IHost
{
    /// <summary>Takes an actor in and gives it a number.</summary>
    int Add(Actor actor);

    /// <summary>Carries a message to the mailbox of its receiver.</summary>
    void Post(in Message message);

    /// <summary>The number of the actor that is CPU <paramref name="cpu"/>.</summary>
    int ActorOfCpu(int cpu);

    /// <summary>The name of an actor.</summary>
    string NameOf(int actor);
}
