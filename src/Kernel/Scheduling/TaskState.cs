namespace Smp.Kernel;

/// <summary>The states of a task (include/linux/sched.h); bits, so that a wake-up can name several.</summary>
[Flags]
public enum TaskState
{
    /// <summary>Runs or is ready to.</summary>
    Running = 0,

    /// <summary>Sleeps; a signal wakes it.</summary>
    Interruptible = 1,

    /// <summary>Sleeps; only its event wakes it.</summary>
    Uninterruptible = 2,

    /// <summary>What wake_up wakes.</summary>
    Normal = Interruptible | Uninterruptible,

    /// <summary>EXIT_ZOMBIE: has ended, and is still there for whoever asks how.</summary>
    Zombie = 16,

    /// <summary>EXIT_DEAD: has ended and is gone.</summary>
    Dead = 32,
}
