using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Looks beside a failing schedule for the passing one that differs in one decision, the latest there is: up to there
/// everything could still go well, and what was decided there is why it did not (Groce and Visser, "What went wrong:
/// explaining counterexamples", SPIN 2003, look for such neighbours by model checking).
/// </summary>
/// <remarks>
/// Each decision, from the last to the first, is taken otherwise, and what follows is kept as it was, by who has come how
/// far: one step has moved, no more. If all of these fail, so does a step alone; then whoever goes first instead goes on to
/// where its next block ends, and if these fail too, on to where it cannot. Where nothing of that passes all schedules are
/// searched for one that does, within the effort; that there is none is then known.
/// A schedule that passes although nobody in it observes anything else has dodged the finding: it comes a moment too late
/// or too early for it to be seen. The latest decision that somebody notices is preferred to such a one.
/// </remarks>
internal sealed class NearestPassing
{
    private const int Ways = 3;

    private readonly ISubject _subject;
    private readonly Computer _computer;
    private readonly bool _prune;
    private readonly Effort _effort;
    private readonly StepCounts _counts = new();
    private readonly CourseStrategy _strategy;
    private readonly FailingSchedule _failing;

    internal NearestPassing(ISubject subject, Computer computer, bool prune, Effort effort, FailingSchedule failing)
    {
        _subject = subject;
        _computer = computer;
        _effort = effort;
        _failing = failing;
        _strategy = new CourseStrategy(_counts);
        computer.Attach(_counts);
        _prune = prune && computer.CanPrune;
    }

    /// <summary>Whether it is known that every schedule fails.</summary>
    internal bool FailsAlways { get; private set; }

    /// <summary>The passing schedule; null if none was found.</summary>
    internal PassingSchedule? Find()
    {
        PassingSchedule? latest = null;
        for (int way = 0; way < Ways && latest is null; way++)
        {
            for (int choice = _failing.Points.Count - 1; choice >= 0 && _effort.IsLeft; choice--)
            {
                if (Beside(choice, way) is not { } choices)
                {
                    continue;
                }

                var passing = Passing(choices);
                latest ??= passing;
                if (passing.Decision.IsValue || new OrderComparison(_failing.Recording, passing.Recording, passing.Decision).IsNoticed)
                {
                    return passing;
                }
            }
        }

        return latest ?? (Anywhere() is { } far ? Passing(far) : null);
    }

    /// <summary>The schedules that pass if this one choice is taken otherwise: the one that differs least.</summary>
    private int[]? Beside(int choice, int way)
    {
        var point = _failing.Points[choice];
        int[] prefix = [.. _failing.Recording.Choices.Take(choice + 1)];
        int[]? nearest = null;
        int least = int.MaxValue;
        for (int option = 0; option < point.Count && _effort.IsLeft; option++)
        {
            if (option == point.Taken || Blocks(point, option, way) is not { } blocks)
            {
                continue;
            }

            prefix[choice] = option;
            _strategy.Follow(prefix, blocks, _failing.Course.Values);
            var outcome = _computer.Run(_strategy);
            _effort.Spend(_computer.Steps);
            if (outcome == RunOutcome.Ended && _strategy.Fits && Difference() is var difference && difference < least)
            {
                nearest = _computer.Choices.Items.ToArray();
                least = difference;
            }
        }

        return nearest;
    }

    /// <summary>What follows a choice that is taken otherwise; null where that way says no more than the one before.</summary>
    private List<Block>? Blocks(in ChoicePoint point, int option, int way)
    {
        var blocks = _failing.Course.Blocks.ToList();
        if (way == 0)
        {
            return blocks;
        }

        if (point.Options is not { } options)
        {
            return null;
        }

        // How far whoever goes first instead has come before the choice, and comes with its next block.
        int agent = options[option];
        int taken = _failing.Course.Agents.Take(point.Step - 1).Count(a => a == agent);
        int until = way == Ways - 1 ? int.MaxValue : blocks.Where(b => b.Agent == agent && b.Until > taken).Select(b => b.Until).FirstOrDefault(int.MaxValue);
        blocks.Insert(0, new Block(agent, until));
        return blocks;
    }

    /// <summary>How far the run is from the failing one, by how often it changes from agent to agent.</summary>
    private int Difference() => Math.Abs(_strategy.Switches - _failing.Size.Switches);

    /// <summary>Any schedule that passes.</summary>
    private int[]? Anywhere()
    {
        var search = new SwitchBoundedSearch(int.MaxValue, _prune);
        while (!search.IsFinished && _effort.IsLeft)
        {
            var outcome = search.RunNext(_computer);
            _effort.Spend(_computer.Steps);
            if (outcome == RunOutcome.Ended)
            {
                return _computer.Choices.Items.ToArray();
            }
        }

        FailsAlways = search.IsComplete;
        return null;
    }

    private PassingSchedule Passing(int[] choices)
    {
        var survey = new Survey(choices);
        var recording = _computer.Record(survey);
        _effort.Spend(_computer.Steps, LocalShrink.Explaining);
        int place = 0;
        while (survey.Points[place].Taken == _failing.Points[place].Taken)
        {
            place++;
        }

        var (here, there) = (_failing.Points[place], survey.Points[place]);
        var decision = here.IsValue
            ? new Decision(place, here.Step, true, here.Agent, here.Taken, there.Taken, here.Count)
            : new Decision(place, here.Step, false, here.Agent, here.Agent, there.Agent, here.Count);
        return new PassingSchedule(Token.OfRun(_subject, _computer), recording, decision);
    }
}
