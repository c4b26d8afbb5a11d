using Smp.Kernel;

namespace Smp.Scenarios;

public sealed partial class Stage
{
    private const string DelaysAreOver = "delays elapsed";

    /// <summary>
    /// How many timer expiries a run may have: <see cref="KernelTimers.DefaultExpiries"/> unless this says otherwise. For a
    /// machine with timers.
    /// </summary>
    public void Expiries(int expiries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expiries);
        Describe($"expiries {expiries}");
        Kernel.Timers.SetBudget(expiries: expiries);
    }

    /// <summary>
    /// How often tasklets may schedule tasklets in a run: <see cref="Tasklets.DefaultSchedules"/> unless this says otherwise;
    /// what is scheduled beyond that does not run. For a machine with tasklets.
    /// </summary>
    public void TaskletSchedules(int schedules)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(schedules);
        Describe($"tasklet schedules {schedules}");
        Kernel.Tasklets.SetBudget(schedules);
    }

    /// <summary>The delays of all delayed works are over when the race begins: the works are on their lists.</summary>
    public void DelaysElapsed() => Describe(DelaysAreOver);

    /// <summary>Lets up to <paramref name="failures"/> allocations of a run fail, where the strategy wants it.</summary>
    /// <param name="failures">How many.</param>
    /// <param name="inProcfs">Whether entries of /proc and the page of a reader are among them.</param>
    /// <param name="inRequestIrq">Whether what request_irq keeps of a handler is among them.</param>
    public void AllocationsMayFail(int failures = 1, bool inProcfs = false, bool inRequestIrq = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        Describe($"allocation failures {failures}");
        _limits["allocation failures"] = $"{failures}";
        Kernel.AllocationFailures.Allow(failures);
        if (inProcfs)
        {
            Describe("procfs too");
            Kernel.AllocationFailures.IncludeProcfs();
        }

        if (inRequestIrq)
        {
            Describe("request_irq too");
            Kernel.AllocationFailures.IncludeRequestIrq();
        }
    }

    private void StateTimeLimits()
    {
        if (Kernel.Timers.InUse)
        {
            _limits["timer expiries"] = $"{Kernel.Timers.ExpiriesLeft}";
        }

        if (Kernel.Tasklets.InUse)
        {
            _limits["tasklets scheduled from tasklets"] = $"{Kernel.Tasklets.SchedulesLeft}";
        }
    }
}
