namespace Smp.Kernel;

/// <summary>The generation of the kernel's interfaces.</summary>
public enum KernelGeneration
{
    /// <summary>Linux 2.0.40.</summary>
    V20,

    /// <summary>Linux 2.6.11.</summary>
    V26,

    /// <summary>Linux 6.8.</summary>
    V68,
}

/// <summary>Where the big kernel lock is taken.</summary>
public enum BigLock
{
    /// <summary>Nowhere: it is gone.</summary>
    None,

    /// <summary>In the places that ask for it (2.6): chardev open, ioctl, proc_lookup, de_put, default llseek.</summary>
    WhereAsked,

    /// <summary>On every entry into the kernel (2.0), given up in schedule() and on return to user mode.</summary>
    EveryEntry,
}

/// <summary>What differs between the kernels and computers a module can run on.</summary>
/// <param name="Name">The environment's name: <c>S26</c>.</param>
/// <param name="Generation">The kernel.</param>
/// <param name="Cpus">How many CPUs.</param>
/// <param name="Preemptible">Whether a task in the kernel can be preempted (CONFIG_PREEMPT).</param>
/// <param name="BigLock">The rule of the big kernel lock.</param>
/// <param name="Summary">One line for people.</param>
public sealed record KernelProfile(string Name, KernelGeneration Generation, int Cpus, bool Preemptible, BigLock BigLock, string Summary)
{
    private readonly int? _longSize;

    /// <summary>Whether a copy to or from user memory may fault and sleep (<c>--faults</c>).</summary>
    public bool UserCopiesMaySleep { get; init; }

    /// <summary>Whether the module runs as a named compiler made it (its <see cref="CompiledTable"/>), not as its source says.</summary>
    public bool AsCompiled { get; init; }

    /// <summary>
    /// Whether modules are mapped below the memory that pages come from, as on ARM. Where they are not (i386, x86-64) a
    /// pointer into a module is above every page of the allocator.
    /// </summary>
    public bool ModulesBelowLowmem { get; init; }

    /// <summary>
    /// Bytes of C's <c>long</c>: the kernels before 6.8 are those of an i386 and have 4, 6.8 is that of an x86-64 and has 8;
    /// a scenario may say otherwise.
    /// </summary>
    public int LongSize
    {
        get => _longSize ?? (Generation == KernelGeneration.V68 ? sizeof(long) : sizeof(int));
        init => _longSize = value;
    }

    /// <summary>
    /// Whether procfs publishes an entry with everything it will ever have, in one operation: proc_create(), since 2.6.25.
    /// Off in 2.6.11; a corrected twin may have it there as the one switch that is its fix.
    /// </summary>
    public bool HasProcCreate { get; init; } = Generation == KernelGeneration.V68;

    /// <summary>
    /// Whether procfs counts the callers inside an entry's methods and removal waits for them: pde_users, since 2.6.24.
    /// Off in 2.6.11; a corrected twin may have it there as the one switch that is its fix.
    /// </summary>
    public bool HasPdeUsers { get; init; } = Generation == KernelGeneration.V68;

    /// <summary>
    /// Whether proc_register gives an entry its default operations before it links it, so that nobody finds one without:
    /// since 2.6.24 (fs/proc/generic.c). 2.6.11 links first.
    /// </summary>
    public bool SetsDefaultsFirst { get; init; }

    /// <summary>
    /// Whether an entry of procfs can be removed by its address: proc_remove(), since 3.10. Off in 2.6.11, which removes
    /// whatever has the name; a corrected twin may have it there as the one switch that is its fix.
    /// </summary>
    public bool HasProcRemove { get; init; } = Generation == KernelGeneration.V68;

    /// <summary>Whether CPUs run at the same time.</summary>
    public bool IsSmp => Cpus > 1;

    /// <summary>Whether all signals of a process are in the one word that a task's own pending set is (2.0).</summary>
    public bool HasOneSignalWord => Generation == KernelGeneration.V20;
}
