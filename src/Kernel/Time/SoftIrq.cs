namespace Smp.Kernel;

/// <summary>The softirqs there are, in the order in which __do_softirq runs them (include/linux/interrupt.h of 2.6.11).</summary>
internal enum SoftIrq
{
    /// <summary>HI_SOFTIRQ: tasklets scheduled with tasklet_hi_schedule.</summary>
    Hi,

    /// <summary>TIMER_SOFTIRQ: __run_timers.</summary>
    Timer,

    /// <summary>TASKLET_SOFTIRQ: tasklets.</summary>
    Tasklet,
}

/// <summary>Some softirqs, as the bits of a word: the timers' is the lowest.</summary>
internal readonly record struct SoftIrqSet(long Bits)
{
    internal bool Has(SoftIrq number) => (Bits & BitOf(number)) != 0;

    internal SoftIrqSet With(SoftIrq number) => new(Bits | BitOf(number));

    /// <inheritdoc/>
    public override string ToString()
    {
        var set = this;
        return string.Join(' ', Enum.GetValues<SoftIrq>().Where(n => set.Has(n)).Select(n => $"{n.ToString().ToUpperInvariant()}_SOFTIRQ"));
    }

    private static long BitOf(SoftIrq number) => number switch
    {
        SoftIrq.Timer => 1,
        SoftIrq.Hi => 2,
        _ => 4,
    };
}
