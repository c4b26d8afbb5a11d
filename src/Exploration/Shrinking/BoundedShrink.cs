using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Shortens a schedule by searching all that have fewer switches, bound 0, 1, 2, … one after the other, each completely
/// before the next; and then among those with as many switches for one with fewer steps or processes.
/// </summary>
/// <remarks>
/// The search leaves out what follows a state it has seen. Two ways into one state end with the same observation, but what
/// that observation is a sign of may depend on the way: where the same observation has turned out to be another finding, a
/// bound is searched again without leaving anything out.
/// </remarks>
internal sealed class BoundedShrink
{
    private readonly ISubject _subject;
    private readonly Computer _computer;
    private readonly StepCounts _counts = new();
    private readonly Effort _effort;
    private readonly bool _prune;
    private readonly int _maxSteps;
    private bool _isAmbiguous;

    internal BoundedShrink(ISubject subject, Computer computer, bool prune, Effort effort, FailingSchedule known)
    {
        _subject = subject;
        _computer = computer;
        _effort = effort;
        _prune = prune && computer.CanPrune;
        _maxSteps = computer.MaxSteps;
        Best = known;
        computer.Attach(_counts);
    }

    /// <summary>The shortest so far.</summary>
    internal FailingSchedule Best { get; private set; }

    /// <summary>Whether it is known that no schedule has the finding with fewer switches.</summary>
    internal bool IsProved { get; private set; }

    internal void Run()
    {
        int bound = 0;
        while (bound < Best.Size.Switches && Covers(bound))
        {
            bound++;
        }

        // Either all bounds below have been covered, or a schedule has turned up in the first that was not.
        IsProved = bound == Best.Size.Switches;
        bool isShorter = true;
        while (isShorter && _effort.IsLeft)
        {
            _computer.MaxSteps = Math.Min(_maxSteps, Best.Size.Steps);
            isShorter = Search(new SwitchBoundedSearch(Best.Size.Switches, _prune));
        }

        _computer.MaxSteps = _maxSteps;
    }

    /// <summary>Whether a bound has been covered, and nothing shows the finding under it.</summary>
    private bool Covers(int bound)
    {
        _isAmbiguous = false;
        if (!CoversWith(new SwitchBoundedSearch(bound, _prune)))
        {
            return false;
        }

        return !_isAmbiguous || !_prune || CoversWith(new SwitchBoundedSearch(bound, prune: false));
    }

    private bool CoversWith(SwitchBoundedSearch search) => !Search(search) && search.IsComplete;

    /// <summary>Searches until something shorter turns up. Whether it did.</summary>
    private bool Search(SwitchBoundedSearch search)
    {
        while (!search.IsFinished && _effort.IsLeft)
        {
            var outcome = search.RunNext(_computer);
            _effort.Spend(_computer.Steps);
            var finding = _computer.Finding;
            if (outcome != RunOutcome.Found || finding!.Kind != Best.Report.Finding.Kind)
            {
                continue;
            }

            int[] choices = _computer.Choices.Items.ToArray();
            bool mayBeShorter = search.Bound < Best.Size.Switches || _computer.Steps < Best.Size.Steps || _counts.Processes(finding) < Best.Size.Processes;
            if (!mayBeShorter)
            {
                continue;
            }

            _effort.Spend(_computer.Steps, LocalShrink.Explaining);
            if (FailingSchedule.Of(_subject, _computer, choices, Best.Report) is not { } found)
            {
                _isAmbiguous |= finding.Subject == Best.Report.Finding.Subject;
            }
            else if (found.IsShorterThan(Best))
            {
                Best = found;
                return true;
            }
        }

        return false;
    }
}
