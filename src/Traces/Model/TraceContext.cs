namespace Smp.Traces;

/// <summary>The context a step was taken in.</summary>
public enum TraceContext
{
    /// <summary>A process or kernel thread, in user or kernel mode.</summary>
    Task,

    /// <summary>A softirq.</summary>
    SoftIrq,

    /// <summary>The handler of a hard interrupt.</summary>
    HardIrq,

    /// <summary>A device, outside every CPU.</summary>
    Source,

    /// <summary>Virtual time.</summary>
    Clock,
}
