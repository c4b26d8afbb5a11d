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
}
