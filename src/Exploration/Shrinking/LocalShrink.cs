using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Shortens a schedule by changes to itself, for programs too large to be searched: whole runs of blocks are left out, in
/// ever smaller pieces (after Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE TSE 28(2),
/// 2002), a block goes on to where its agent's next one ends or until it cannot, a block ends earlier, a data choice takes
/// its ordinary answer. What shows the same finding and is shorter is kept.
/// </summary>
/// <remarks>
/// Deviation: a piece that is left out is not taken out of the program; its steps come later, with the agent's next block
/// or after all blocks. So every candidate is a schedule, and what it really is, is read off its run.
/// </remarks>
internal sealed class LocalShrink
{
    private readonly ISubject _subject;
    private readonly Computer _computer;
    private readonly StepCounts _counts = new();
    private readonly CourseStrategy _strategy;
    private readonly Effort _effort;

    internal LocalShrink(ISubject subject, Computer computer, Effort effort, FailingSchedule known)
    {
        _subject = subject;
        _computer = computer;
        _effort = effort;
        Best = known;
        _strategy = new CourseStrategy(_counts);
        computer.Attach(_counts);
    }

    /// <summary>The shortest so far.</summary>
    internal FailingSchedule Best { get; private set; }

    /// <summary>Shortens until nothing helps any more or the effort is spent.</summary>
    internal void Run()
    {
        FailingSchedule before;
        do
        {
            before = Best;
            LeaveOut();
            GoOn();
            EndEarlier();
            AnswerPlainly();
        }
        while (Best != before && _effort.IsLeft);
    }

    private void LeaveOut()
    {
        for (int size = Best.Course.Blocks.Count / 2; size >= 1; size /= 2)
        {
            // From the end: what is left out there has the least to follow.
            for (int start = Best.Course.Blocks.Count - size; start >= 0 && _effort.IsLeft; start -= size)
            {
                var blocks = Best.Course.Blocks.ToList();
                int end = Math.Min(start + size, blocks.Count);
                if (start < end)
                {
                    blocks.RemoveRange(start, end - start);
                    Try(blocks);
                }
            }
        }
    }

    private void GoOn()
    {
        for (int i = 0; i < Best.Course.Blocks.Count && _effort.IsLeft; i++)
        {
            var block = Best.Course.Blocks[i];
            int next = i + 1;
            while (next < Best.Course.Blocks.Count && Best.Course.Blocks[next].Agent != block.Agent)
            {
                next++;
            }

            if (next < Best.Course.Blocks.Count && Try(With(i, Best.Course.Blocks[next].Until)))
            {
                continue;
            }

            Try(With(i, int.MaxValue));
        }
    }

    private void EndEarlier()
    {
        for (int i = 0; i < Best.Course.Blocks.Count && _effort.IsLeft; i++)
        {
            for (int less = Length(i) / 2; less >= 1 && _effort.IsLeft; less /= 2)
            {
                while (i < Best.Course.Blocks.Count && Length(i) > less && Try(With(i, Best.Course.Blocks[i].Until - less)))
                {
                    // As often as it helps.
                }
            }
        }
    }

    private void AnswerPlainly()
    {
        for (int agent = 0; agent < Best.Course.Values.Length; agent++)
        {
            for (int place = 0; place < Best.Course.Values[agent].Length && _effort.IsLeft; place++)
            {
                if (Best.Course.Values[agent][place] != 0)
                {
                    int[][] values = [.. Best.Course.Values.Select(list => (int[])list.Clone())];
                    values[agent][place] = 0;
                    Try([.. Best.Course.Blocks], values);
                }
            }
        }
    }

    private int Length(int block)
    {
        var (agent, until) = Best.Course.Blocks[block];
        for (int i = block - 1; i >= 0; i--)
        {
            if (Best.Course.Blocks[i].Agent == agent)
            {
                return until - Best.Course.Blocks[i].Until;
            }
        }

        return until;
    }

    private List<Block> With(int index, int until)
    {
        var blocks = Best.Course.Blocks.ToList();
        blocks[index] = blocks[index] with { Until = until };
        return blocks;
    }

    private bool Try(List<Block> blocks, int[][]? values = null)
    {
        if (!_effort.IsLeft)
        {
            return false;
        }

        _strategy.Follow([], blocks, values ?? Best.Course.Values);
        var outcome = _computer.Run(_strategy);
        _effort.Spend(_computer.Steps);
        var size = new ScheduleSize(_strategy.Switches, _computer.Steps, _counts.Processes(_computer.Finding));
        if (outcome != RunOutcome.Found || _computer.Finding!.Kind != Best.Report.Finding.Kind || size > Best.Size
            || (size == Best.Size && values is null))
        {
            return false;
        }

        _effort.Spend(_computer.Steps, schedules: Explaining);
        if (FailingSchedule.Of(_subject, _computer, _computer.Choices.Items.ToArray(), Best.Report) is not { } found || !found.IsShorterThan(Best))
        {
            return false;
        }

        Best = found;
        return true;
    }

    /// <summary>Recording and explaining a run costs as much as so many schedules.</summary>
    internal const int Explaining = 10;
}
