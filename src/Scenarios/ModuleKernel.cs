namespace Smp.Scenarios;

/// <summary>The kernel that a module of the documents was written for.</summary>
public enum ModuleKernel
{
    /// <summary>Linux 2.6.11: an entry of /proc has an owner, and nobody counts callers.</summary>
    Linux2611,

    /// <summary>Linux 2.6.37: entries have no owner any more, callers are counted (pde_users), the big kernel lock is out of procfs.</summary>
    Linux2637,

    /// <summary>Linux 6.8: proc_create and proc_ops.</summary>
    Linux68,
}
