namespace Smp.Traces;

/// <summary>The text of a source file that steps of the trace were taken in.</summary>
/// <param name="File">The file, without folders.</param>
/// <param name="Lines">Its lines.</param>
public sealed record TraceSource(string File, ValueList<string> Lines);
