namespace Smp.Machine;

/// <summary>Sees which locks are taken where. A detector that is one gets these calls from the moment it is attached.</summary>
public interface ILockObserver
{
    /// <summary>The current agent has taken a lock.</summary>
    void OnTaken(Computer computer, in LockUse use);

    /// <summary>The current agent gives a lock back.</summary>
    void OnGiven(Computer computer, Address @lock);

    /// <summary>What can come between has changed for the current agent, which goes on holding what it holds.</summary>
    void OnExposed(Computer computer, LockContext context);
}

/// <summary>One taking of a lock.</summary>
/// <param name="Lock">The lock.</param>
/// <param name="IsRead">Whether others may hold it, too.</param>
/// <param name="IsTried">Whether it would not have been waited for.</param>
/// <param name="Context">Where.</param>
/// <param name="Line">The line in the source.</param>
public readonly record struct LockUse(Address Lock, bool IsRead, bool IsTried, LockContext Context, int Line);

/// <summary>In which context a lock is held.</summary>
[Flags]
public enum LockContext
{
    /// <summary>Nobody can come between, and nobody was interrupted.</summary>
    None = 0,

    /// <summary>In a hard interrupt handler.</summary>
    InHardIrq = 1,

    /// <summary>In a softirq.</summary>
    InSoftIrq = 2,

    /// <summary>A hard interrupt may come on this CPU.</summary>
    IrqsOn = 4,

    /// <summary>A softirq may come on this CPU.</summary>
    SoftIrqsOn = 8,
}
