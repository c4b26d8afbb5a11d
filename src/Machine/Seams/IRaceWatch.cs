namespace Smp.Machine;

/// <summary>A detector that also keeps the data races of a run it did not end.</summary>
public interface IRaceWatch
{
    /// <summary>The distinct races of the last run, in the order in which they were met.</summary>
    IReadOnlyList<Finding> Races { get; }
}
