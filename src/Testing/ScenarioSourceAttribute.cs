using Smp.Scenarios;

namespace Smp.Testing;

/// <summary>
/// Makes the scenarios of another assembly known to all tests of this one:
/// <c>[assembly: ScenarioSource(typeof(MailboxScenarios))]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ScenarioSourceAttribute : Attribute
{
    /// <summary>Names a source.</summary>
    /// <param name="source">A class that implements <see cref="IScenarioSource"/> and has a parameterless constructor.</param>
    public ScenarioSourceAttribute(Type source) => Source = source;

    /// <summary>The source.</summary>
    public Type Source { get; }
}
