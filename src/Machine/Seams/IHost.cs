namespace Smp.Machine;

/// <summary>
/// Carries messages between actors and the permission to step. Events come from the computer, never from a host.
/// </summary>
public interface IHost
{
    /// <summary>Whether messages wait to be delivered before the next choice.</summary>
    bool HasMail { get; }

    /// <summary>Delivers what has been posted, in the order of posting.</summary>
    void Deliver();

    /// <summary>Forgets all messages: a new schedule begins.</summary>
    void Reset();

    /// <summary>Whether steps are taken where this host's actors live. If not, the computer takes them at once, which is fastest.</summary>
    bool CarriesSteps => false;

    /// <summary>
    /// Has the actor that <paramref name="agent"/> belongs to take the agent's step (<see cref="Computer.TakeStep"/>), and
    /// returns when it has. Asked only of a host that <see cref="CarriesSteps"/>.
    /// </summary>
    void Carry(int agent) => throw new NotSupportedException();
}
