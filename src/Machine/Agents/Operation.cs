namespace Smp.Machine;

/// <summary>
/// The visible operations: where one step ends and the next begins. A strategy sees the operation an agent is about to
/// take; the rest of the step follows from what the agent has observed.
/// </summary>
public enum Operation : byte
{
    /// <summary>No operation: the agent has not arrived at one.</summary>
    None,

    /// <summary>A plain load of shared memory.</summary>
    Load,

    /// <summary>A plain store to shared memory.</summary>
    Store,

    /// <summary>An atomic read-modify-write, load or store.</summary>
    Atomic,

    /// <summary>Taking a lock; disabled while somebody else holds it.</summary>
    Lock,

    /// <summary>Releasing a lock.</summary>
    Unlock,

    /// <summary>Joining, leaving or preparing to sleep on a wait queue.</summary>
    Wait,

    /// <summary>Giving the CPU away: schedule().</summary>
    Sleep,

    /// <summary>Going on after a sleep that must take something back first.</summary>
    Resume,

    /// <summary>Waking sleepers.</summary>
    Wake,

    /// <summary>Sending or testing for a signal.</summary>
    Signal,

    /// <summary>Taking or dropping a reference.</summary>
    Reference,

    /// <summary>From user mode into the kernel.</summary>
    Trap,

    /// <summary>From the kernel back to user mode.</summary>
    Return,

    /// <summary>Into the text of a module.</summary>
    Enter,

    /// <summary>Out of the text of a module.</summary>
    Leave,

    /// <summary>A section of kernel code under its own private lock.</summary>
    Kernel,

    /// <summary>A copy from user memory, or by memcpy to memory that others share.</summary>
    CopyIn,

    /// <summary>A copy to user memory, or by memcpy from memory that others share.</summary>
    CopyOut,

    /// <summary>A step in user mode.</summary>
    User,

    /// <summary>Enabling or disabling interrupts or preemption on a CPU.</summary>
    Mask,

    /// <summary>A source raises its line.</summary>
    Raise,

    /// <summary>A CPU takes an interrupt.</summary>
    Interrupt,

    /// <summary>An interrupt handler ends.</summary>
    InterruptReturn,

    /// <summary>The clock moves on.</summary>
    Tick,

    /// <summary>Memory is allocated or freed.</summary>
    Allocate,

    /// <summary>Every other CPU is brought to a standstill: stop_machine.</summary>
    StopMachine,

    /// <summary>Arming, cancelling or running a timer, under the lock of its base.</summary>
    Timer,

    /// <summary>Cancelling a timer whose handler must not be running; disabled while it is.</summary>
    TimerSync,

    /// <summary>Queueing, taking or cancelling work, under the lock of its queue.</summary>
    Work,

    /// <summary>A CPU turns to its softirqs.</summary>
    SoftInterrupt,

    /// <summary>A page, or memory, that may have to be waited for: a data choice.</summary>
    PageFault,

    /// <summary>Scheduling, taking, ending, disabling or enabling a tasklet.</summary>
    Tasklet,

    /// <summary>tasklet_kill once more; disabled while the tasklet is still scheduled.</summary>
    TaskletKill,

    /// <summary>Waiting for a tasklet not to run; disabled while it does.</summary>
    TaskletWait,
}
