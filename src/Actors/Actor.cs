using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// One of the machine's actors: a CPU, a process, a module, a source of interrupts. Actors know each other by number
/// only, and reach each other by messages only.
/// </summary>
public abstract class Actor
{
    private readonly IActorHost _host;

    /// <summary>Enters a new actor in <paramref name="host"/>'s list.</summary>
    protected Actor(Computer computer, IActorHost host, string name)
    {
        ArgumentNullException.ThrowIfNull(host);
        Computer = computer;
        _host = host;
        Name = name;
        Number = host.Add(this);
    }

    /// <summary>Its number: what messages are addressed to.</summary>
    public int Number { get; }

    /// <summary>Its name in traces: <c>cpu0</c>, <c>process cat/2</c>, <c>module sleep</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// The agent that steps in this actor wherever the computer stands; null where there is none. Tasks and handlers step in
    /// the CPU that they are on.
    /// </summary>
    public virtual Agent? OwnAgent => null;

    /// <summary>The computer it is part of.</summary>
    protected Computer Computer { get; }

    /// <summary>A message has arrived.</summary>
    public abstract void Receive(in Message message);

    /// <summary>A new schedule begins: forgets whom it was serving. Everything else about an actor is in memory.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Posts a message; it is delivered before the next choice.</summary>
    protected void Post(in Message message) => _host.Post(message);
}
