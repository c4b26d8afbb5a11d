namespace Smp.Traces;

/// <summary>What a row of the columns is, for whoever gives it a style.</summary>
public enum RowRole
{
    /// <summary>The CPUs and the processes seen on them, and the rule below.</summary>
    Header,

    /// <summary>A step of module code, or of a kernel function that a module called.</summary>
    Step,

    /// <summary>A step that the explanation speaks of.</summary>
    Marked,

    /// <summary>A step whose access failed.</summary>
    Fault,

    /// <summary>A step in user mode: a system call, its result.</summary>
    User,

    /// <summary>A step of kernel code on its own account; may be dimmed.</summary>
    Kernel,

    /// <summary>A step in an interrupt or a softirq; devices and the clock.</summary>
    Interrupt,

    /// <summary>Between steps: another agent goes on although the one before could have.</summary>
    Switch,

    /// <summary>Between steps: another task on the same CPU, because the one before could not go on.</summary>
    Task,

    /// <summary>A line of the kernel log.</summary>
    Log,

    /// <summary>In place of many rows like those before it.</summary>
    Fold,

    /// <summary>After the last step: an agent that is still waiting.</summary>
    End,

    /// <summary>Nothing.</summary>
    Blank,

    /// <summary>What was found, in one line.</summary>
    Title,

    /// <summary>The explanation.</summary>
    Explanation,

    /// <summary>How to replay it.</summary>
    Token,
}
