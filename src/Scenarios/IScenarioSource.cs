namespace Smp.Scenarios;

/// <summary>
/// Where scenarios come from. A public class with a parameterless constructor that implements this is found in an
/// assembly given with <c>--assembly</c>.
/// </summary>
public interface IScenarioSource
{
    /// <summary>The scenarios.</summary>
    IEnumerable<Scenario> Scenarios { get; }
}
