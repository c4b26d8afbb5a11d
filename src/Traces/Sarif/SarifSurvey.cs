namespace Smp.Traces;

/// <summary>What one reading of a trace says of the result to come.</summary>
internal sealed class SarifSurvey
{
    private readonly List<TraceStep> _marked = [];
    private readonly SortedSet<string> _lanes = new(StringComparer.Ordinal);

    internal SarifSurvey(Trace trace)
    {
        int agent = trace.Header.Finding?.Agent ?? -1;
        TraceStep? last = null;
        TraceStep? own = null;
        foreach (var step in trace.Steps.Where(SarifPlace.Has))
        {
            _lanes.Add(SarifPlace.LaneOf(step));
            last = step;
            own = step.Agent == agent ? step : own;
            if (step.IsMarked)
            {
                _marked.Add(step);
            }
        }

        Place = _marked.LastOrDefault() ?? own ?? last;
    }

    /// <summary>Where the finding is: the last step its explanation speaks of, or that its agent took; null for nowhere.</summary>
    internal TraceStep? Place { get; }

    /// <summary>The steps that the explanation speaks of.</summary>
    internal IReadOnlyList<TraceStep> Marked => _marked;

    /// <summary>The CPUs that have anything to show, and agents without one.</summary>
    internal IReadOnlyCollection<string> Lanes => _lanes;
}
