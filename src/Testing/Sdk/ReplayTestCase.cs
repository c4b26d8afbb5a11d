using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smp.Testing.Sdk;

/// <summary>Makes the test case of a <see cref="ReplayAttribute"/>.</summary>
internal sealed class ReplayDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var context = CaseContext.Of(diagnostics, discoveryOptions, testMethod);
        var replay = (ReplayAttribute)((IReflectionAttributeInfo)factAttribute).Attribute;
        try
        {
            if (context.WrongParameters<Exploration.ReplayResult>("Replay") is { } wrong)
            {
                return [context.Broken(wrong)];
            }

            var token = Known.Token(replay.Token);
            var scenario = Known.Scenario(Known.Catalogue(context.Assembly, replay.Source), replay.Scenario ?? token.Scenario);
            return [new ReplayTestCase(context, scenario.Name, Known.Environment(scenario, token.Environment).Name)];
        }
        catch (ExplorationFailedException e)
        {
            return [context.Broken(e.Message)];
        }
    }
}

/// <summary>Replays one token.</summary>
internal sealed class ReplayTestCase : MachineTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialisation.")]
    public ReplayTestCase()
    {
    }

    internal ReplayTestCase(CaseContext context, string scenario, string environment)
        : base(context, scenario, environment, environment)
    {
    }

    internal override Outcome Try(CancellationToken cancel)
    {
        var replay = Attribute<ReplayAttribute>();
        var token = Known.Token(replay.Token);
        var result = Exploring.Replay(token, Scenario, Known.Catalogue(TestAssembly, replay.Source));
        return new Outcome(
            result,
            ReplayMessage.Summary(result, token, Scenario),
            ReplayMessage.Failure(replay.Expect, result, token, Scenario, replay.Bug));
    }
}
