namespace Smp.Kernel;

/// <summary>The levels of printk (include/linux/kernel.h).</summary>
public enum KernLevel
{
    /// <summary>The system is unusable.</summary>
    Emerg = 0,

    /// <summary>Action must be taken at once.</summary>
    Alert = 1,

    /// <summary>Critical conditions.</summary>
    Crit = 2,

    /// <summary>Error conditions.</summary>
    Err = 3,

    /// <summary>Warnings; the default.</summary>
    Warning = 4,

    /// <summary>Normal but significant.</summary>
    Notice = 5,

    /// <summary>Informational.</summary>
    Info = 6,

    /// <summary>Debugging.</summary>
    Debug = 7,
}
