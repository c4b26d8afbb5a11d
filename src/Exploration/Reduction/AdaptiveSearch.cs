using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A reduced search that gives way to a plain one where reduction spares nothing: where all steps share one CPU, say,
/// any two of them depend on each other, and looking for races at every known state is work for nothing. That is found
/// out after a number of schedules, never by the clock.
/// </summary>
internal sealed class AdaptiveSearch(ReducedSearch reduced, Func<DepthFirst> plain, Action restarts) : ITreeSearch
{
    private const int Trial = 2000;
    private const double TooMuchEffort = 0.8;

    private ITreeSearch _search = reduced;
    private long _schedulesBefore;
    private long _stepsBefore;

    /// <inheritdoc/>
    public string Reduction => _search.Reduction;

    /// <inheritdoc/>
    public ReducedSearch? Divisible => _search as ReducedSearch;

    /// <inheritdoc/>
    public bool IsFinished => _search.IsFinished;

    /// <inheritdoc/>
    public bool IsExhaustive => _search.IsExhaustive;

    /// <inheritdoc/>
    public long Schedules => _schedulesBefore + _search.Schedules;

    /// <inheritdoc/>
    public long Complete => _search.Complete;

    /// <inheritdoc/>
    public long TooLong => _search.TooLong;

    /// <inheritdoc/>
    public long Steps => _stepsBefore + _search.Steps;

    /// <inheritdoc/>
    public long States => _search.States;

    /// <inheritdoc/>
    public double? Explored => _search.Explored;

    /// <inheritdoc/>
    public RunOutcome RunNext(Computer computer)
    {
        if (_search == reduced && reduced.Schedules == Trial && reduced.Effort > TooMuchEffort)
        {
            _schedulesBefore = reduced.Schedules;
            _stepsBefore = reduced.Steps;
            _search = plain();
            restarts();
        }

        return _search.RunNext(computer);
    }
}
