using Smp.Exploration;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>Small programs, each of which an earlier form of the reduced search answered wrongly.</summary>
public sealed class ReductionCasesTests
{
    /// <summary>
    /// A run is cut at a known state; of what follows it only a set is known, and a step of the sleeping agent in it comes
    /// after steps of another.
    /// </summary>
    [Fact]
    public void Steps_that_are_not_known_may_come_before_that_of_a_sleeping_agent() => Compare(new SmallProgram
    {
        Number = 1709,
        Tasks =
        [
            [new(SmallOp.WakeAll, 0, 0), new(SmallOp.WakeAll, 0, 0)],
            [new(SmallOp.FreeText, 0, 0), new(SmallOp.WaitFor, 0, 0)],
            [new(SmallOp.WaitFor, 0, 0), new(SmallOp.EnterText, 0, 0), new(SmallOp.LeaveText, 0, 0)],
        ],
        Handlers = [],
    });

    /// <summary>The step of the finding gives the CPU away; who could take it then might have had it before.</summary>
    [Fact]
    public void Who_is_freed_by_the_step_that_ends_a_run_races_with_what_kept_it() => Compare(new SmallProgram
    {
        Number = 8400,
        Tasks =
        [
            [new(SmallOp.Store, 1, 1), new(SmallOp.ChooseInto, 0, 2)],
            [new(SmallOp.LoadObject, 0, 0)],
            [new(SmallOp.WakeOne, 0, 0), new(SmallOp.Store, 1, 1)],
            [new(SmallOp.Store, 0, 1), new(SmallOp.Load, 2, 0)],
        ],
        Handlers = [],
        SharesCpu = true,
        Never = (0, 1),
    });

    /// <summary>A detector that has learnt something looks elsewhere from then on, whichever step comes next.</summary>
    [Fact]
    public void What_a_detector_that_remembers_will_look_at_does_not_depend_on_independent_steps() => Compare(new SmallProgram
    {
        Number = 101,
        Tasks =
        [
            [new(SmallOp.StoreObject, 0, 2)],
            [new(SmallOp.Store, 1, 1), new(SmallOp.Store, 0, 1)],
            [new(SmallOp.AddGhost, 0, 0), new(SmallOp.Exchange, 1, 0), new(SmallOp.ReadGhost, 0, 0), new(SmallOp.StoreRegister, 0, 0)],
        ],
        Handlers = [],
        WatchesOrder = true,
    });

    private static void Compare(SmallProgram program)
    {
        var all = BruteForce.All(SmallComputer.Build(program))!;
        var few = Outcomes.Of(SmallComputer.Build(program), new ReducedSearch(), SmallComputer.Build(program));
        var pruned = Outcomes.Of(SmallComputer.Build(program), new ReducedSearch(prune: true));
        Assert.Null(all.Difference(few, classes: true));
        Assert.Equal(0, few.Twice);
        Assert.Null(all.Difference(pruned, classes: false));
    }
}
