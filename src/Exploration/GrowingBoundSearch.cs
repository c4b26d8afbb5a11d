using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// All schedules with 0 switches, then all with at most 1, and so on up to a bound (Musuvathi and Qadeer, PLDI 2007): the
/// first counterexample has the fewest switches there are. If no schedule was ever kept from a switch, the last bound has
/// covered everything.
/// </summary>
internal sealed class GrowingBoundSearch(int bound, bool prune) : ITreeSearch
{
    private SwitchBoundedSearch _search = new(0, prune);
    private long _schedulesBefore;
    private bool _cutShort;

    /// <inheritdoc/>
    public string Reduction => "none";

    /// <summary>The most switches of the schedules that have all been covered; -1 if not even those with none.</summary>
    internal int Covered => _search.IsComplete ? _search.Bound : _search.Bound - 1;

    /// <inheritdoc/>
    public bool IsFinished => _search.IsFinished && (_search.Bound >= bound || !_search.IsRestricted);

    /// <inheritdoc/>
    public bool IsExhaustive => _search.IsComplete && !_search.IsRestricted && !_cutShort;

    /// <inheritdoc/>
    public long Schedules => _schedulesBefore + _search.Schedules;

    /// <inheritdoc/>
    public long Complete { get; private set; }

    /// <inheritdoc/>
    public long TooLong { get; private set; }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public long States => _search.States;

    /// <inheritdoc/>
    public double? Explored => IsExhaustive ? 1 : null;

    /// <inheritdoc/>
    public RunOutcome RunNext(Computer computer)
    {
        if (_search.IsFinished)
        {
            _schedulesBefore += _search.Schedules;
            _search = new SwitchBoundedSearch(_search.Bound + 1, prune);
            Complete = 0;
        }

        var outcome = _search.RunNext(computer);
        Steps += computer.Steps;
        Complete += outcome is RunOutcome.Ended or RunOutcome.Found ? 1 : 0;
        TooLong += outcome == RunOutcome.TooLong ? 1 : 0;
        _cutShort |= outcome == RunOutcome.TooLong;
        return outcome;
    }
}
