namespace Smp.Machine;

/// <summary>What kind of thing an agent is.</summary>
public enum AgentKind
{
    /// <summary>A process or kernel thread; its user and kernel mode are one agent.</summary>
    Task,

    /// <summary>The handler of one interrupt line on one CPU.</summary>
    Interrupt,

    /// <summary>The softirqs of one CPU.</summary>
    SoftInterrupt,

    /// <summary>A device that raises interrupts.</summary>
    Source,

    /// <summary>Virtual time.</summary>
    Clock,
}
