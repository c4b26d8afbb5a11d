namespace Smp.Machine;

/// <summary>Why an agent cannot take its next step. An agent without any of these is enabled.</summary>
[Flags]
public enum Blocked : ushort
{
    /// <summary>It can.</summary>
    No = 0,

    /// <summary>It has ended, or was never started.</summary>
    Finished = 1,

    /// <summary>It sleeps until somebody wakes it.</summary>
    Asleep = 2,

    /// <summary>No CPU would run it now.</summary>
    NoCpu = 4,

    /// <summary>Somebody holds what its next operation needs.</summary>
    Held = 8,

    /// <summary>An interrupt handler runs on its CPU.</summary>
    Covered = 16,

    /// <summary>It waits for a message to its actor.</summary>
    Message = 32,

    /// <summary>It hit a fault and never steps again.</summary>
    Dead = 64,

    /// <summary>A condition of its own kind: an interrupt that is not pending or masked, a clock without ticks.</summary>
    Condition = 128,

    /// <summary>It turns round in a loop that nobody has changed anything for: see <see cref="Computer.EndTurn"/>.</summary>
    Spinning = 256,

    /// <summary>It waits for a handler, or what a softirq calls, to end on another CPU.</summary>
    Handler = 512,
}
