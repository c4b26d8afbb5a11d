using Smp.Cli;
using Smp.Exploration;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smp.Tests.Recorded;

/// <summary>One case a record. What decides about a skip is looked up when the cases are listed, as xunit 2 wants it.</summary>
public sealed class RecordedDiscoverer(IMessageSink sink) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
        => RecordedSchedules.All.Select(record => new RecordedTestCase(
            sink,
            discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(),
            testMethod,
            record.Name,
            WhyItDoesNotFit(record.Schedule)));

    /// <summary>Why the schedule cannot be followed any more; null if it can.</summary>
    internal static string? WhyItDoesNotFit(RecordedSchedule record)
    {
        try
        {
            var replay = Replay.Run(ReplayCommand.Subject(record.Token, new KnownScenarios([])), record.Token);
            return replay.Divergence?.Message;
        }
        catch (Exception e) when (e is TokenRefusedException or UsageException)
        {
            return e.Message;
        }
    }
}
