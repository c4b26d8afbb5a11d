using Smp.Exploration;
using Smp.Machine;

namespace Smp.Cli;

/// <summary>The result of a hunt that could not be begun, or did not come back: a result like others, so that the rest is still told.</summary>
internal static class FailedResult
{
    internal static HuntResult Of(PlannedHunt hunt, string granularity, string host, HuntOptions options, Exception e) => new()
    {
        Scenario = hunt.Scenario.Name,
        Environment = hunt.Environment.Name,
        Granularity = granularity,
        Host = host,
        Engine = options.Engine?.Name ?? HuntResult.BuiltInEngine,
        Strategy = options.Engine?.Strategy ?? options.Strategy ?? HuntOptions.Exhaustive,
        Seed = Numbers.Plain(options.Seed),
        Verdict = Verdict.Error,
        Stage = new Dictionary<string, string>(),
        Bounds = new Dictionary<string, string>(),
        Detectors = [],
        IsStuck = e is StuckException,
        ErrorMessage = e is MachineException or StuckException ? e.Message : $"{e.GetType().Name}: {e.Message}",
    };
}
