namespace Smp.Traces;

/// <summary>What ftrace's lines of one CPU depend on.</summary>
internal sealed class FtraceCpu(int number)
{
    /// <summary>Its number.</summary>
    internal int Number => number;

    /// <summary>Who has it.</summary>
    internal FtraceTask Current { get; set; } = FtraceTask.Idle(number);

    /// <summary>Whether who has it gave it away.</summary>
    internal bool Sleeps { get; set; }

    /// <summary>Whether somebody was told to let another task have it.</summary>
    internal bool NeedsResched { get; set; }

    /// <summary>The softirq that is running on it; null for none.</summary>
    internal string? SoftIrq { get; set; }
}
