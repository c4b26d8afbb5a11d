namespace Smp.Machine;

/// <summary>How a schedule ended.</summary>
public enum RunOutcome
{
    /// <summary>No agent can step any more.</summary>
    Ended,

    /// <summary>A detector ended it with a finding.</summary>
    Found,

    /// <summary>The strategy abandoned it: all that follows is known.</summary>
    Cut,

    /// <summary>It was longer than the bound on steps; what follows was not explored.</summary>
    TooLong,
}
