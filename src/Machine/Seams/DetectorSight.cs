namespace Smp.Machine;

/// <summary>What the verdict of a detector depends on: which schedules a search may take for the same.</summary>
public enum DetectorSight
{
    /// <summary>The order in which steps happened to be taken: forbids partial-order reduction.</summary>
    Linearisation,

    /// <summary>
    /// What its <see cref="IDetector.OnStep"/> reads of memory, and what it has read before; it remembers nothing new
    /// where nothing that it reads has changed. Steps that change what it reads count as dependent on each other.
    /// </summary>
    State,

    /// <summary>The happens-before order of the steps alone.</summary>
    HappensBefore,
}
