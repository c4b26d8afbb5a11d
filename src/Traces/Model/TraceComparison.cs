namespace Smp.Traces;

/// <summary>One schedule followed in several kernels: what is shown side by side.</summary>
/// <param name="Token">The schedule.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Environment">The environment it was made in, to whose steps the numbers of a reference belong.</param>
/// <param name="Kernels">What came of it, in the order asked for.</param>
public sealed record TraceComparison(string Token, string Scenario, string Environment, IReadOnlyList<ComparedTrace> Kernels);

/// <summary>A schedule followed in one kernel.</summary>
/// <param name="Trace">The run; its header has a token of its own.</param>
/// <param name="Parting">Where it parts from the schedule; null where it goes the same way to the end.</param>
/// <param name="Common">Up to there, the steps that it has in common with the schedule's own run.</param>
public sealed record ComparedTrace(Trace Trace, TraceParting? Parting, IReadOnlyList<TraceCommonStep> Common)
{
    /// <summary>The environment.</summary>
    public string Environment => Trace.Header.Environment;
}

/// <summary>A step taken in both.</summary>
/// <param name="Reference">Its number in the schedule's own run.</param>
/// <param name="Step">Its number here.</param>
public readonly record struct TraceCommonStep(int Reference, int Step);

/// <summary>Where a kernel parts from the schedule.</summary>
/// <param name="Kind"><c>blocked</c>, <c>otherwise</c> or <c>missing</c>.</param>
/// <param name="After">The last step here before it; 0 for none.</param>
/// <param name="Reference">The step of the schedule's own run that is not followed.</param>
/// <param name="Agent">Whose step that is.</param>
/// <param name="Lock">The lock in its way, by name; empty for none.</param>
/// <param name="Holder">Who holds that lock or runs on its CPU; empty for nobody.</param>
/// <param name="Text">Why, in words.</param>
/// <param name="Elsewhere">What the schedule's own run does there, in words.</param>
public sealed record TraceParting(string Kind, int After, int Reference, string Agent, string Lock, string Holder, string Text, string Elsewhere);
