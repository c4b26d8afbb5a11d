namespace Smp.Kernel;

/// <summary>How an allocation may get its memory (include/linux/gfp.h).</summary>
public enum GfpFlags
{
    /// <summary>GFP_KERNEL: it may wait for memory. In task context, not atomic.</summary>
    Kernel,

    /// <summary>GFP_ATOMIC: memory at once or none. In any context.</summary>
    Atomic,
}
