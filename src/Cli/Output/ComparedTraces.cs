using Smp.Exploration;
using Smp.Machine;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>Makes of runs that were compared what is shown of them.</summary>
internal static class ComparedTraces
{
    internal static TraceComparison Of(Token token, IReadOnlyList<ComparedRun> runs, Trace reference)
        => new(token.ToString(), token.Scenario, token.Environment, [.. runs.Select(run => Of(run, reference))]);

    private static ComparedTrace Of(ComparedRun run, Trace reference)
    {
        var trace = FoundTrace.Of(run);
        return new ComparedTrace(
            trace,
            run.Parting is { } parting ? Of(parting, trace, reference) : null,
            [.. run.Common.Select(step => new TraceCommonStep(step.Reference, step.Step))]);
    }

    private static TraceParting Of(Parting parting, Trace trace, Trace reference)
    {
        var turn = reference.Steps.First(step => step.Number == parting.Reference);
        string why = parting.Kind switch
        {
            PartingKind.Missing => $"there is no {parting.Agent}",
            PartingKind.Otherwise => $"{parting.Agent} does something else{Instead(trace, parting)}",
            _ => StandingText.Of(parting.Standing!),
        };
        return new TraceParting(
            parting.Kind.ToString().ToLowerInvariant(),
            parting.After,
            parting.Reference,
            parting.Agent,
            parting.Standing?.Word ?? "",
            parting.Standing?.Holder ?? "",
            why,
            $"{reference.Header.Environment} goes on with step {parting.Reference}: {Words(turn)}");
    }

    private static string Instead(Trace trace, Parting parting)
        => trace.Steps.FirstOrDefault(step => step.Number > parting.After && step.AgentName == parting.Agent) is { } step
            ? $" ({Words(step)})" : "";

    private static string Words(TraceStep step) => $"{step.AgentName} {(step.Place.Length == 0 ? "" : $"{step.Place} ")}{StepText.Of(step)}";
}
