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
        return Complete(TraceBuilder.Build(finding.Recording, header, finding.Report), finding.Recording, finding.Passing?.Recording);
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

    /// <summary>The trace of a replay with the schedule beside it and the sources.</summary>
    /// <param name="replay">The replay.</param>
    /// <param name="token">What was replayed.</param>
    /// <param name="beside">Its finding with the nearest schedule that passes; null if there is none.</param>
    /// <param name="host">Where the actors lived.</param>
    internal static Trace Of(ReplayResult replay, Machine.Token token, FoundFinding? beside, string host = Machine.ISubject.BuiltInHost)
    {
        var header = new TraceHeader(
            token.Scenario, token.Environment, token.Granularity, "replay", "", ToolVersion.Text, token.ToString())
        {
            Cpus = Cpus(token.Environment),
            Host = host,
            Contrast = beside is null ? null : Contrast(beside),
        };
        return Complete(TraceBuilder.Build(replay.Recording, header, replay.Report), replay.Recording, beside?.Passing?.Recording);
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
        return Complete(TraceBuilder.Build(passing.Recording, header, null), passing.Recording, finding.Recording);
    }

    private static Trace Complete(Trace trace, Machine.Recording recording, Machine.Recording? beside)
        => SourceReader.WithSources(trace, recording) with { Beside = beside is null ? [] : [.. TraceBuilder.Build(beside, trace.Header, null).Lines.Select(WithoutState)] };

    // The numbers of words are those of one run.
    private static TraceLine WithoutState(TraceLine line) => line is TraceStep step ? step with { Changes = [], Note = "" } : line;

    private static TraceContrast? Contrast(FoundFinding finding)
        => finding.Passing is { } passing ? new TraceContrast(passing.Decision.Step, finding.Cause?.Beside ?? "", passing.Token.ToString(), Passes: true) : null;

    private static int Cpus(string environment) => Environments.Find(environment)?.Cpus ?? 0;
}
