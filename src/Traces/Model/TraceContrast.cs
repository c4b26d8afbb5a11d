namespace Smp.Traces;

/// <summary>The schedule beside a trace's own that differs in one decision and comes out otherwise.</summary>
/// <param name="Step">The step that was decided otherwise there.</param>
/// <param name="Text">What decided, in words.</param>
/// <param name="Token">The other schedule.</param>
/// <param name="Passes">Whether nothing is found there; else it is there that something is.</param>
public sealed record TraceContrast(int Step, string Text, string Token, bool Passes)
{
    /// <summary>The other kernel, where it is the same schedule in that one; empty for another schedule in the same.</summary>
    public string Environment { get; init; } = "";
}
