namespace Smp.AkkaHost;

/// <summary>What a <see cref="Continue"/> is good for when it comes.</summary>
internal enum ItsTurn
{
    /// <summary>Its race is over.</summary>
    IsOver,

    /// <summary>Another agent has the baton; it is told again when that one lays it down.</summary>
    Waits,

    /// <summary>It takes the baton.</summary>
    BeginsStep,

    /// <summary>It has the baton, which was sent on to the CPU that the agent is on now.</summary>
    TakesStep,

    /// <summary>There is no race: it was told to, and somebody waits.</summary>
    IsCarried,
}
