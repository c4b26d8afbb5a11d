using Smp.Exploration;
using Smp.Testing;

namespace Smp.Tests.Testing;

/// <summary>The modules and their corrected twins in every environment, in the way users write such tests.</summary>
public sealed class TwinTests
{
    [Explore("sleep/SLP-1", Environments = "UP, S26, S26p", Bug = "SLP-1")]
    public void Two_openers_race_where_a_process_can_come_between(HuntResult result)
    {
        Assert.Equal(Verdict.Found, result.Verdict);
        Assert.Equal("two processes hold /proc/sleep", result.Findings[0].Title);
    }

    [Explore("sleep/SLP-1", Environments = "U0, B20")]
    public void Without_preemption_and_under_the_one_lock_they_cannot()
    {
    }

    [Explore("sleep/SLP-1.fixed")]
    public void The_corrected_sleep_is_clean(HuntResult result) => Assert.All(result.Reached, c => Assert.True(c.IsReached, c.Name));

    [Explore("counter/lost-update", Environments = "UP, S26, S26p", Expect = Expect.Found)]
    public void An_update_is_lost(HuntResult result) => Assert.Equal("a write was not counted", result.Findings[0].Title);

    [Explore("counter/lost-update", Environments = "U0, B20")]
    public void Without_preemption_and_under_the_one_lock_none_is()
    {
    }

    [Explore("counter/lost-update.fixed")]
    public void The_atomic_counter_is_clean()
    {
    }

    [Explore("counter/lost-update", Environments = "S26", Strategy = "random", Schedules = 2000, Seed = 7, Expect = Expect.Found)]
    public void Random_schedules_lose_it_too(HuntResult result) => Assert.InRange(result.FirstHit, 1, 2000);

    [Explore("counter/lost-update.fixed", Environments = "S26", Strategy = "random", Schedules = 500, Expect = Expect.Clean)]
    public void Random_schedules_prove_nothing_and_that_can_be_enough(HuntResult result)
        => Assert.Equal(Verdict.NoneNotExhaustive, result.Verdict);

    // If the kernel below the module is changed, the schedule of before may not fit any more: take the token that a
    // failing [Explore("counter/lost-update", Environments = "S26")] prints.
    [Replay("smp1-JxNjb3VudGVyL2xvc3QtdXBkYXRlA1MyNgAunOOGRY1tExEBAgIBCv4TMAQ")]
    public void The_old_lost_update_is_still_there(ReplayResult result) => Assert.Equal("a write was not counted", result.Report!.Title);

    [Explore("*/*.fixed", Environments = "S26")]
    public async Task Every_corrected_module_is_clean(HuntResult result)
    {
        await Task.Yield();
        Assert.EndsWith(".fixed", result.Scenario, StringComparison.Ordinal);
    }
}
