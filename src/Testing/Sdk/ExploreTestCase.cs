using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smp.Testing.Sdk;

/// <summary>Makes the test cases of an <see cref="ExploreAttribute"/>: one for each scenario and environment.</summary>
internal sealed class ExploreDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var context = CaseContext.Of(diagnostics, discoveryOptions, testMethod);
        var explore = (ExploreAttribute)((IReflectionAttributeInfo)factAttribute).Attribute;
        try
        {
            if (context.WrongParameters<Exploration.HuntResult>("Explore") is { } wrong)
            {
                return [context.Broken(wrong)];
            }

            var pairs = Known.Pairs(Known.Catalogue(context.Assembly, explore.Source), explore.Scenario, explore.Environments);
            return
            [
                .. from pair in pairs
                   let label = explore.Scenario == pair.Scenario.Name ? pair.Environment.Name : $"{pair.Scenario.Name}, {pair.Environment.Name}"
                   select new ExploreTestCase(context, pair.Scenario.Name, pair.Environment.Name, label),
            ];
        }
        catch (ExplorationFailedException e)
        {
            return [context.Broken(e.Message)];
        }
    }
}

/// <summary>Explores one scenario in one environment.</summary>
internal sealed class ExploreTestCase : MachineTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialisation.")]
    public ExploreTestCase()
    {
    }

    internal ExploreTestCase(CaseContext context, string scenario, string environment, string label)
        : base(context, scenario, environment, label)
    {
    }

    internal override Outcome Try(CancellationToken cancel)
    {
        var explore = Attribute<ExploreAttribute>();
        var scenario = Known.Scenario(Known.Catalogue(TestAssembly, explore.Source), Scenario);
        var result = Exploring.Explore(scenario, Known.Environment(scenario, Environment), explore.ToOptions(), explore.Faults, TimeSpan.FromSeconds(explore.WatchdogSeconds), cancel);
        return new Outcome(result, HuntMessage.Summary(result), HuntMessage.Failure(explore.Expected, result, explore.Bug));
    }
}
