namespace Smp.Actors;

/// <summary>What a message says.</summary>
public enum MessageKind
{
    /// <summary>A process asks the CPU it is on for a system call.</summary>
    Syscall,

    /// <summary>The CPU gives a process the result.</summary>
    SyscallReturn,

    /// <summary>A line's pending bit went from 0 to 1.</summary>
    Irq,

    /// <summary>Another CPU wants attention.</summary>
    Ipi,

    /// <summary>A task became runnable: look at the run queue.</summary>
    Reschedule,

    /// <summary>Go on with what you were doing.</summary>
    Continue,

    /// <summary>A signal was made pending: look.</summary>
    Signal,

    /// <summary>A process touched memory it may not.</summary>
    Fault,

    /// <summary>A module was given memory and is about to be initialised.</summary>
    Load,

    /// <summary>A module's memory has been taken away.</summary>
    Unload,

    /// <summary>A module parameter was written.</summary>
    ParameterChanged,

    /// <summary>A source is armed or masked.</summary>
    Program,

    /// <summary>An interrupt was taken.</summary>
    Ack,
}

/// <summary>
/// What actors send each other. A message only tells its receiver to look: whatever another CPU could read in the same
/// instant is in memory, written by the sender's step.
/// </summary>
/// <param name="Kind">What it says.</param>
/// <param name="From">The sending actor's number.</param>
/// <param name="To">The receiving actor's number.</param>
/// <param name="Agent">The agent it is about.</param>
/// <param name="Number">System call number, interrupt line, signal or module.</param>
/// <param name="A">First argument or result.</param>
/// <param name="B">Second argument.</param>
/// <param name="C">Third argument.</param>
/// <param name="Text">A constant string argument (a path), which user memory cannot change.</param>
public readonly record struct Message(
    MessageKind Kind,
    int From,
    int To,
    int Agent,
    int Number = 0,
    long A = 0,
    long B = 0,
    long C = 0,
    string? Text = null);
