namespace Smp.Traces;

/// <summary>
/// A sequence diagram for Mermaid: actors, their messages, and what module code does as notes; a box lies around the steps
/// that the explanation speaks of. For runs that fit on a page.
/// </summary>
public sealed class MermaidExporter : ITraceExporter
{
    /// <inheritdoc/>
    public string Name => "mermaid";

    /// <inheritdoc/>
    public string FileEnding => "mmd";

    /// <inheritdoc/>
    /// <remarks>Who takes part, where the box ends and which messages nobody takes is known at the end: the trace is read twice.</remarks>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        var cast = new MermaidCast(trace);
        foreach (string line in Head(trace, cast).Concat(new MermaidRun(cast).Lines(trace.Lines)).Concat(Tail(trace, cast)))
        {
            output.Write(line);
            output.Write('\n');
        }
    }

    private static IEnumerable<string> Head(Trace trace, MermaidCast cast)
    {
        yield return "sequenceDiagram";
        foreach (string way in new[] { Conclusion.Replay(trace), Conclusion.Contrast(trace) })
        {
            if (way.Length != 0)
            {
                yield return $"    %% {way}";
            }
        }

        yield return $"    title {MermaidText.Of(Conclusion.Title(trace))}";
        yield return "    autonumber";
        foreach (var (id, name) in cast.Participants)
        {
            yield return $"    participant {id} as {MermaidText.Of(name)}";
        }
    }

    private static IEnumerable<string> Tail(Trace trace, MermaidCast cast)
    {
        if (trace.Header.Finding is not null)
        {
            yield return $"    Note over {cast.Everyone}: {MermaidText.Of(Conclusion.Title(trace))}";
        }
    }
}
