using Smp.Diagnostics;
using Smp.Kernel;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Samples;

/// <summary>A driver that is in no catalogue: its two bugs are found where the rules allow them, and the corrected one is proved.</summary>
public sealed class RingTests
{
    [Theory]
    [InlineData("U0", "never")]
    [InlineData("UP", "never")]
    [InlineData("S26", "deadlock")]
    [InlineData("S68p", "deadlock")]
    public void A_plain_lock_in_the_tasklet_loses_bytes_on_one_cpu_and_deadlocks_on_two(string environment, string kind)
        => Explored.MustFind(environment, kind, stage => TwoInterrupts(stage, k => new Ring(k)));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void With_interrupts_off_it_is_proved(string environment)
        => Explored.MustProve(environment, stage => TwoInterrupts(stage, k => new RingFixed(k)));

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void Its_lock_breaks_the_rules_with_a_single_interrupt_already(string environment)
    {
        Explored.MustFind(environment, LockRuleDetector.StateKind, stage => OneInterrupt(stage, k => new Ring(k)));
        Explored.MustProve(environment, stage => OneInterrupt(stage, k => new RingFixed(k)));
    }

    [Theory]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void An_exit_that_kills_the_tasklet_before_it_gives_the_line_back_lets_it_run_in_freed_memory(string environment)
        => Explored.MustFind(environment, "use-after-free", stage => Unload(stage, k => new RingLockedWell(k)));

    // On one CPU the tasklet has run when the interrupt is over; 6.8 frees nothing while a softirq runs anywhere.
    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S68p")]
    public void Not_where_the_tasklet_is_over_before_the_memory_goes(string environment)
        => Explored.MustProve(environment, stage => Unload(stage, k => new RingLockedWell(k)));

    [Theory]
    [InlineData("U0")]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void The_other_way_round_it_does_not(string environment)
        => Explored.MustProve(environment, stage => Unload(stage, k => new RingFixed(k)));

    private static void TwoInterrupts(Stage stage, Func<LinuxKernel, Ring> make)
    {
        var ring = stage.Load(make);
        stage.IrqSource("device", Ring.Irq, 2);
        stage.Never("what the device sent is not what came out", () => ring.IsWrong);
        stage.Reach("both came out", () => ring.Drained == 2);
    }

    private static void OneInterrupt(Stage stage, Func<LinuxKernel, Ring> make)
    {
        var ring = stage.Load(make);
        stage.LockRules();
        stage.IrqSource("device", Ring.Irq, 1);
        stage.Reach("it came out", () => ring.Drained == 1);
    }

    private static void Unload(Stage stage, Func<LinuxKernel, Ring> make)
    {
        stage.Load(make);
        stage.IrqSource("device", Ring.Irq, 1);
        var over = stage.Ghost("over");
        stage.Process("rmmod", async p =>
        {
            await p.Rmmod("ring");
            over.Value = 1;
        });
        stage.Reach("gone", () => over.Value == 1);
    }
}
