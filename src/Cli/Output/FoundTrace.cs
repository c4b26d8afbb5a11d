using Smp.Exploration;
using Smp.Kernel;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>Makes traces of what a hunt or a replay recorded.</summary>
internal static class FoundTrace
{
    /// <summary>The trace of a finding.</summary>
    internal static Trace Of(HuntResult result, FoundFinding finding)
    {
        var header = new TraceHeader(
            result.Scenario,
            result.Environment,
            result.Granularity,
            finding.Strategy,
            result.Seed,
            ToolVersion.Text,
            finding.Token.ToString())
        {
            Cpus = Cpus(result.Environment),
            Engine = result.Engine,
            Host = result.Host,
            Contrast = Contrast(finding),
        };
        return TraceBuilder.Build(finding.Recording, header, finding.Report);
    }

    /// <summary>The trace of a replay.</summary>
    internal static Trace Of(PulledReplay replay, Machine.Token token, string host = Machine.ISubject.BuiltInHost)
    {
        var header = new TraceHeader(
            token.Scenario, token.Environment, token.Granularity, "replay", "", ToolVersion.Text, token.ToString())
        {
            Cpus = Cpus(token.Environment),
            Host = host,
        };
        return TraceBuilder.Pull(replay.Result.Recording, replay.Events, header, replay.Result.Report);
    }

    /// <summary>The trace of a schedule that was followed in a kernel.</summary>
    internal static Trace Of(ComparedRun run)
    {
        var token = run.Token;
        var header = new TraceHeader(token.Scenario, token.Environment, token.Granularity, "replay", "", ToolVersion.Text, token.ToString())
        {
            Cpus = Cpus(token.Environment),
        };
        return TraceBuilder.Build(run.Recording, header, run.Report);
    }

    /// <summary>The trace of the passing schedule beside a finding's own.</summary>
    internal static Trace Passing(FoundFinding finding, PassingSchedule passing, string host = Machine.ISubject.BuiltInHost)
    {
        var token = passing.Token;
        var header = new TraceHeader(token.Scenario, token.Environment, token.Granularity, "replay", "", ToolVersion.Text, token.ToString())
        {
            Cpus = Cpus(token.Environment),
            Host = host,
            Contrast = new TraceContrast(passing.Decision.Step, finding.Cause?.Text ?? "", finding.Token.ToString(), Passes: false),
        };
        return TraceBuilder.Build(passing.Recording, header, null);
    }

    private static TraceContrast? Contrast(FoundFinding finding)
        => finding.Passing is { } passing ? new TraceContrast(passing.Decision.Step, finding.Cause?.Beside ?? "", passing.Token.ToString(), Passes: true) : null;

    private static int Cpus(string environment) => Environments.Find(environment)?.Cpus ?? 0;
}
